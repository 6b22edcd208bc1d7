package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends sessions, by their ids or of a user. */
@Command(
    name = "end",
    description = {
      "End sessions, by their ids or all of a user.",
      "What has ended already stays as it is. Asks once before it ends several. Needs the scope",
      "sessions:revoke."
    })
final class EndSessionsCommand implements Callable<Integer> {
  private final CommandContext here;

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Parameters(paramLabel = "ID", arity = "0..*", description = "the ids of sessions")
  private List<String> ids = List.of();

  @Option(names = "--user", paramLabel = "ID", description = "all of this user, instead of ids")
  private Optional<String> user = Optional.empty();

  @Option(names = "--except", paramLabel = "ID", description = "but this one, with --user")
  private Optional<String> except = Optional.empty();

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      defaultValue = "revoked",
      description = "revoked, logout or user_disabled (${DEFAULT-VALUE})")
  private String reason = "";

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  EndSessionsCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    if (user.isPresent() != ids.isEmpty()) {
      throw CommandFailure.wrongUsage("needs the ids of sessions, or --user, and not both");
    }
    if (except.isPresent() && user.isEmpty()) {
      throw CommandFailure.wrongUsage("--except needs --user");
    }
    var sojourn = remote.sojourn(here);
    var body = new JsonObject().put("reason", reason);
    return user.map(id -> endOfUser(sojourn, id, body))
        .orElseGet(() -> endByIds(sojourn, body))
        .code();
  }

  private ExitStatus endOfUser(RemoteSojourn sojourn, String userId, JsonObject body) {
    var path = "/v1/users/" + RemoteSojourn.encoded(userId) + "/sessions";
    var sessions = active(sojourn, path).map(many -> many + " active").orElse("all");
    if (!agreed("End " + sessions + " sessions of " + userId + butOne() + "?")) {
      return ExitStatus.FAILED;
    }
    var parameters = except.map(id -> Map.of("except", id)).orElse(Map.of());
    var ended = sojourn.delete(RemoteSojourn.withQuery(path, parameters), body);
    here.out().println("ended " + ended.getInteger("ended"));
    return ExitStatus.GOOD;
  }

  private String butOne() {
    return except.map(id -> " but " + id).orElse("");
  }

  /** How many are concerned, for who is asked; not known to a key that may end and not read. */
  private Optional<Integer> active(RemoteSojourn sojourn, String path) {
    if (yes) {
      return Optional.empty();
    }
    try {
      var sessions = sojourn.get(path + "?state=active").getJsonArray("items", new JsonArray());
      return Optional.of(
          (int)
              sessions.stream()
                  .map(JsonObject.class::cast)
                  .filter(session -> !Optional.of(session.getString("id")).equals(except))
                  .count());
    } catch (CommandFailure failure) {
      if (failure.status() == ExitStatus.NOT_ALLOWED) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private ExitStatus endByIds(RemoteSojourn sojourn, JsonObject body) {
    var all = new LinkedHashSet<>(ids);
    if (all.size() > 1 && !agreed("End " + all.size() + " sessions?")) {
      return ExitStatus.FAILED;
    }
    var status = ExitStatus.GOOD;
    for (var id : all) {
      if (sojourn.deleteIfThere("/v1/sessions/" + RemoteSojourn.encoded(id), body).isPresent()) {
        here.out().println("ended " + id);
      } else {
        here.err().println("sojourn: there is no session " + id);
        status = ExitStatus.FAILED;
      }
    }
    return status;
  }

  private boolean agreed(String question) {
    if (yes || here.confirmed(question)) {
      return true;
    }
    here.err().println("nothing was ended");
    return false;
  }
}
