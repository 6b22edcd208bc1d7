package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints a script with which a shell completes the words of a command. */
@Command(
    name = "completion",
    description = {
      "Print a script with which bash and zsh complete what is typed.",
      "  source <(sojourn completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final CommandContext here;

  CompletionCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    here.out().print(AutoComplete.bash("sojourn", SojournCommandLine.of(here)));
    return ExitStatus.GOOD.code();
  }
}
