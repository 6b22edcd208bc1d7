package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.keys.KeyText;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.domain.token.KeyId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a token key. */
@Command(
    name = "token",
    description = {
      "Make a token key.",
      "It is a line of SOJOURN_TOKEN_KEYS_FILE, or with a comma an entry of SOJOURN_TOKEN_KEYS. To"
          + " add",
      "one to a file that is in use there is 'sojourn keys rotate token'."
    })
final class NewTokenKeyCommand implements Callable<Integer> {
  private final CommandContext here;

  @Option(
      names = "--id",
      paramLabel = "N",
      defaultValue = "1",
      description = "from 0 to 255; the highest makes tokens, all are accepted (${DEFAULT-VALUE})")
  private int id;

  NewTokenKeyCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    if (id < 0 || id > 255) {
      throw CommandFailure.wrongUsage("--id must be from 0 to 255");
    }
    here.out().println(KeyText.write(new KeyId(id), new SecureEntropy().serverKey()));
    return ExitStatus.GOOD.code();
  }
}
