package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a running Sojourn publish a new signing key. */
@Command(
    name = "signing",
    description = {
      "Have a running Sojourn publish a new key that signs JWTs.",
      "It signs ten minutes later, when every verifier has had time to fetch it. Needs the scope"
          + " admin."
    })
final class RotateSigningKeyCommand implements Callable<Integer> {
  private final CommandContext here;

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Option(
      names = "--at-once",
      description = "sign with it now: for a key that has leaked; verifiers may not know it yet")
  private boolean atOnce;

  RotateSigningKeyCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    var when = new JsonObject().put("signs", atOnce ? "at_once" : "published_first");
    var key = remote.sojourn(here).post("/v1/signing-keys", when);
    here.out()
        .println(
            "published signing key "
                + key.getString("id")
                + " ("
                + key.getString("algorithm")
                + ")\nit signs from "
                + key.getString("signs_from")
                + " on");
    return ExitStatus.GOOD.code();
  }
}
