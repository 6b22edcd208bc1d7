package dev.sojourn.adapters.http.api.admin;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;

import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** /v1/log-levels: what the node that is asked writes into its log. */
public final class LogLevelRoutes {
  private static final int MOST_LOGGERS = 50;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final LogLevels logLevels;

  public LogLevelRoutes(LogLevels logLevels) {
    this.logLevels = logLevels;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(ADMIN, HttpMethod.GET, "/v1/log-levels", this::show),
        Endpoint.needing(ADMIN, HttpMethod.PUT, "/v1/log-levels", this::change));
  }

  private void show(Call call) {
    call.json(200, write(logLevels.inForce()));
  }

  private void change(Call call) {
    var fields = new Fields(call.json());
    var levels = levels(fields);
    var lasting = fields.whole("expires_in", 1, LONGEST.toSeconds()).map(Duration::ofSeconds);
    fields.done();
    call.json(200, write(logLevels.change(levels, lasting)));
  }

  private static SortedMap<LoggerName, LogLevel> levels(Fields fields) {
    var levels = new TreeMap<LoggerName, LogLevel>();
    if (!fields.has("levels") || fields.isNull("levels")) {
      fields.fault("levels", "is required");
    }
    fields
        .object("levels")
        .ifPresent(
            object -> {
              if (object.members().size() > MOST_LOGGERS) {
                fields.fault("levels", "must have at most " + MOST_LOGGERS + " loggers");
                return;
              }
              object.members().forEach((name, value) -> read(name, value, fields, levels));
            });
    return levels;
  }

  private static void read(
      String name, Json value, Fields fields, SortedMap<LoggerName, LogLevel> levels) {
    switch (LoggerName.parse(name)) {
      case Parsed.Valid<LoggerName>(var logger) -> {
        var pointer = "/levels/" + logger;
        var word = value instanceof Json.Text(var text) ? text : "";
        fields
            .parsed(pointer, Fields.Readers.word(LogLevel::ofWord, LogLevel.words()).apply(word))
            .ifPresent(
                level ->
                    LogLevels.fault(logger, level)
                        .ifPresentOrElse(
                            fault -> fields.parsed(pointer, new Parsed.Invalid<>(fault)),
                            () -> levels.put(logger, level)));
      }
      // Not repeated: it may be of any length.
      case Parsed.Invalid<LoggerName>(var fault) ->
          fields.fault("levels", "has a name that " + fault);
    }
  }

  private static JsonObject write(LogLevels.InForce inForce) {
    var levels = new JsonObject();
    inForce.levels().forEach((name, level) -> levels.put(name.value(), level.word()));
    return new JsonObject()
        .put("levels", levels)
        .put("until", inForce.until().map(Instant::toString).orElse(null));
  }
}
