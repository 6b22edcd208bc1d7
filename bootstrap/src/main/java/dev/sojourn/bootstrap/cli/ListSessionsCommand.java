package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sessions, page after page. */
@Command(
    name = "list",
    description = {
      "List sessions, the latest first.",
      "On a terminal it is a table, elsewhere one JSON object a line. Needs the scope"
          + " sessions:read."
    })
final class ListSessionsCommand implements Callable<Integer> {
  /** What Sojourn gives at most at once. */
  private static final int LONGEST_PAGE = 200;

  private final CommandContext here;

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Option(names = "--user", paramLabel = "ID", description = "of this user")
  private Optional<String> user = Optional.empty();

  @Option(names = "--ip", paramLabel = "ADDRESS", description = "from this address")
  private Optional<String> address = Optional.empty();

  @Option(names = "--policy", paramLabel = "NAME", description = "of this policy")
  private Optional<String> policy = Optional.empty();

  @Option(names = "--state", paramLabel = "STATE", description = "active or ended")
  private Optional<String> state = Optional.empty();

  @Option(
      names = "--opened-after",
      paramLabel = "TIME",
      description = "opened after it, such as 2026-11-24T00:00:00Z")
  private Optional<String> openedAfter = Optional.empty();

  @Option(names = "--opened-before", paramLabel = "TIME", description = "opened before it")
  private Optional<String> openedBefore = Optional.empty();

  @Option(names = "--active-after", paramLabel = "TIME", description = "last active after it")
  private Optional<String> activeAfter = Optional.empty();

  @Option(names = "--active-before", paramLabel = "TIME", description = "last active before it")
  private Optional<String> activeBefore = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "how many at most (${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES}; json is one document")
  private Optional<Output> output = Optional.empty();

  @Option(names = "--json", description = "the same as --output json")
  private boolean json;

  /** How they are printed. */
  enum Output {
    table,
    json,
    ndjson
  }

  ListSessionsCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    if (limit < 1) {
      throw CommandFailure.wrongUsage("--limit must be at least 1");
    }
    var form = form();
    var found = new ArrayList<JsonObject>();
    var sojourn = remote.sojourn(here);
    var filter = filter();
    var cursor = Optional.<String>empty();
    do {
      var page = page(sojourn, filter, cursor, Math.min(LONGEST_PAGE, limit - found.size()));
      var items =
          page.getJsonArray("items", new JsonArray()).stream().map(JsonObject.class::cast).toList();
      if (form == Output.ndjson) {
        items.forEach(session -> here.out().println(session.encode()));
      }
      found.addAll(items);
      cursor = Optional.ofNullable(page.getString("next_cursor"));
    } while (cursor.isPresent() && found.size() < limit);
    print(found, form);
    if (cursor.isPresent()) {
      here.err().println("there are more than these " + found.size() + ": see --limit");
    }
    return ExitStatus.GOOD.code();
  }

  private Output form() {
    if (json && output.isPresent() && output.get() != Output.json) {
      throw CommandFailure.wrongUsage("--json and --output " + output.get() + " contradict");
    }
    return json ? Output.json : output.orElse(here.onTerminal() ? Output.table : Output.ndjson);
  }

  private Map<String, String> filter() {
    var filter = new LinkedHashMap<String, String>();
    user.ifPresent(value -> filter.put("user_id", value));
    address.ifPresent(value -> filter.put("ip_address", value));
    policy.ifPresent(value -> filter.put("policy", value));
    state.ifPresent(value -> filter.put("state", value));
    openedAfter.ifPresent(value -> filter.put("opened_after", value));
    openedBefore.ifPresent(value -> filter.put("opened_before", value));
    activeAfter.ifPresent(value -> filter.put("active_after", value));
    activeBefore.ifPresent(value -> filter.put("active_before", value));
    return filter;
  }

  private static JsonObject page(
      RemoteSojourn sojourn, Map<String, String> filter, Optional<String> cursor, int size) {
    var query = new LinkedHashMap<>(filter);
    cursor.ifPresent(value -> query.put("cursor", value));
    query.put("limit", String.valueOf(size));
    return sojourn.get(RemoteSojourn.withQuery("/v1/sessions", query));
  }

  private void print(List<JsonObject> found, Output form) {
    switch (form) {
      case table -> here.out().print(SessionListing.of(found));
      case json -> here.out().println(new JsonArray(found).encodePrettily());
      case ndjson -> {} // printed as it came
    }
  }
}
