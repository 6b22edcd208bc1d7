package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.StartException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands; finds the one that is meant and runs it. */
public final class SojournCommandLine {
  private static final Logger LOG = LoggerFactory.getLogger(SojournCommandLine.class);

  private SojournCommandLine() {}

  /** Runs until the command has ended; answers with an {@link ExitStatus}' code. */
  public static int run(CommandContext here, String... arguments) {
    return of(here).execute(arguments);
  }

  static CommandLine of(CommandContext here) {
    var line =
        new CommandLine(new SojournCommand(here))
            .addSubcommand(new ServeCommand(here))
            .addSubcommand(new MigrateCommand(here))
            .addSubcommand(
                new CommandLine(new KeysCommand())
                    .addSubcommand(
                        new CommandLine(new KeysCommand.New())
                            .addSubcommand(new NewApiKeyCommand(here))
                            .addSubcommand(new NewTokenKeyCommand(here)))
                    .addSubcommand(
                        new CommandLine(new KeysCommand.Rotate())
                            .addSubcommand(new RotateSigningKeyCommand(here))
                            .addSubcommand(new RotateTokenKeyCommand(here))))
            .addSubcommand(
                new CommandLine(new SessionsCommand())
                    .addSubcommand(new ListSessionsCommand(here))
                    .addSubcommand(new EndSessionsCommand(here)))
            .addSubcommand(
                new CommandLine(new PoliciesCommand())
                    .addSubcommand(new CheckPoliciesCommand(here)))
            .addSubcommand(new DoctorCommand(here))
            .addSubcommand(new CompletionCommand(here));
    line.setOut(new PrintWriter(here.out(), true));
    line.setErr(new PrintWriter(here.err(), true));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    line.setUsageHelpWidth(100);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(SojournCommandLine::wronglyUsed);
    line.setExecutionExceptionHandler(SojournCommandLine::failed);
    line.getCommandSpec().usageMessage().exitCodeListHeading("%nExit status:%n");
    var meanings = new LinkedHashMap<String, String>();
    Arrays.stream(ExitStatus.values())
        .forEach(status -> meanings.put(String.valueOf(status.code()), status.meaning()));
    line.getCommandSpec().usageMessage().exitCodeList(meanings);
    return line;
  }

  /** Says what was not understood, and what may have been meant. */
  private static int wronglyUsed(ParameterException wrong, String[] arguments) {
    var line = wrong.getCommandLine();
    line.getErr()
        .println(
            "sojourn: "
                + (wrong instanceof UnmatchedArgumentException unmatched
                    ? "unknown: " + String.join(" ", unmatched.getUnmatched())
                    : wrong.getMessage()));
    UnmatchedArgumentException.printSuggestions(wrong, line.getErr());
    line.getErr().println("'" + line.getCommandSpec().qualifiedName() + " --help' says more");
    return ExitStatus.WRONG_USAGE.code();
  }

  private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    LOG.debug("why {} failed", line.getCommandSpec().qualifiedName(), failure);
    switch (failure) {
      case CommandFailure told -> {
        line.getErr().println("sojourn: " + told.getMessage());
        return told.status().code();
      }
      case StartException told -> {
        line.getErr().println("sojourn: " + told.getMessage());
        return told.status().code();
      }
      default ->
          line.getErr()
              .println("sojourn: " + StartException.because("failed", failure).getMessage());
    }
    return ExitStatus.FAILED.code();
  }
}
