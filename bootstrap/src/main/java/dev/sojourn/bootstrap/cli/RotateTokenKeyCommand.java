package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.bootstrap.keys.TokenKeysFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Adds a newest key to the file of the token keys. */
@Command(
    name = "token",
    description = {
      "Add a newest key to the file of the token keys.",
      "It is the one that SOJOURN_TOKEN_KEYS_FILE names, or that of the embedded store. Running"
          + " nodes",
      "accept the key as soon as they have the file, and make tokens with it ten minutes later."
          + " Keep",
      "the older ones until their sessions are over."
    })
final class RotateTokenKeyCommand implements Callable<Integer> {
  private final CommandContext here;

  RotateTokenKeyCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    var file =
        here.file(
            Configuration.needed(
                SojournConfig.readTokenKeysFile(here.environment(), here.workingDirectory()),
                "needs SOJOURN_TOKEN_KEYS_FILE: keys in a variable, or in memory, change with a"
                    + " restart only"));
    var added = new TokenKeysFile(file).addNewest(new SecureEntropy(), here.clock().instant());
    here.out()
        .println(
            "added key "
                + added.id().value()
                + " to "
                + file
                + "\nit makes tokens from "
                + added.makesTokensFrom()
                + " on: every node must have the file by then");
    return ExitStatus.GOOD.code();
  }
}
