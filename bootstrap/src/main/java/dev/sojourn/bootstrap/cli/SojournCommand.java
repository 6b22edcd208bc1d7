package dev.sojourn.bootstrap.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What all commands are below; alone it serves. */
@Command(
    name = "sojourn",
    synopsisSubcommandLabel = "[COMMAND]",
    description = "The session platform. Without a command it serves.",
    versionProvider = SojournVersion.class,
    footerHeading = "%n",
    footer = {
      "What is configured, and by which SOJOURN_ variables: docs/operating.md.",
      "'sojourn COMMAND --help' has the options of a command."
    })
final class SojournCommand implements Callable<Integer> {
  private final CommandContext here;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "say how it is used")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "say which version this is")
  private boolean version;

  SojournCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    return new ServeCommand(here).call();
  }
}
