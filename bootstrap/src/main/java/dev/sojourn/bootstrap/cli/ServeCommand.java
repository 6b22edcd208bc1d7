package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.Serve;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Serves until it is told to stop. */
@Command(name = "serve", description = "Serve until SIGTERM or Ctrl-C, as without a command.")
final class ServeCommand implements Callable<Integer> {
  private final CommandContext here;

  ServeCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    return new Serve(here.out(), here.err())
        .run(here.environment(), here.workingDirectory())
        .code();
  }
}
