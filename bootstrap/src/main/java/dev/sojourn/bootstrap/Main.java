package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.cli.CommandContext;
import dev.sojourn.bootstrap.cli.SojournCommandLine;

/** Serves, or does what the arguments say. */
public final class Main {
  private Main() {}

  /** Without arguments nothing of the command line is loaded: servers start as fast as before. */
  public static void main(String[] arguments) {
    var here = CommandContext.ofThisProcess();
    System.exit(
        arguments.length == 0
            ? new Serve(here.out(), here.err())
                .run(here.environment(), here.workingDirectory())
                .code()
            : SojournCommandLine.run(here, arguments));
  }
}
