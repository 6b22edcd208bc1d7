package dev.sojourn.adapters.http.api.subscriber;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;
import static dev.sojourn.adapters.http.apikey.Scope.AUDIT_READ;
import static dev.sojourn.adapters.http.apikey.Scope.EVENTS_POLL;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.audit.AuditJson;
import dev.sojourn.adapters.http.api.audit.AuditRoutes;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Body;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Cursor;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.application.event.EventId;
import dev.sojourn.application.event.PollSecurityEvents;
import dev.sojourn.application.event.ShowSubscribers;
import dev.sojourn.application.event.ShowSubscribers.DeadLetter;
import dev.sojourn.application.port.DeliveryStore.SubscriberStatus;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Outage;
import dev.sojourn.domain.delivery.SubscriberName;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** /v1/subscribers: who is told of events, how far, and what was not taken. */
public final class SubscriberRoutes {
  private static final int MOST = 200;
  private static final Set<String> OF_PAGE = Set.of("limit", "cursor");

  /** Shorter than proxies wait. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(25);

  private static final int MOST_POLLED = 100;

  private final PollSecurityEvents pollSecurityEvents;
  private final ShowSubscribers showSubscribers;
  private final Supplier<KeyRing> keys;

  public SubscriberRoutes(UseCases useCases, Supplier<KeyRing> keys) {
    this.pollSecurityEvents = useCases.pollSecurityEvents();
    this.showSubscribers = useCases.showSubscribers();
    this.keys = keys;
  }

  public List<Endpoint> endpoints() {
    var one = "/v1/subscribers/{name}";
    return List.of(
        Endpoint.needing(AUDIT_READ, HttpMethod.GET, "/v1/subscribers", this::list),
        Endpoint.needing(AUDIT_READ, HttpMethod.GET, one + "/dead-letters", this::deadLetters)
            .with("limit", "cursor"),
        Endpoint.needing(ADMIN, HttpMethod.POST, one + "/redeliveries", this::redeliver),
        Endpoint.needing(EVENTS_POLL, HttpMethod.POST, one + "/poll", this::poll));
  }

  private void list(Call call) {
    call.answer(
        showSubscribers.all(),
        statuses ->
            call.json(
                200,
                new JsonObject()
                    .put(
                        "items",
                        new JsonArray(statuses.stream().map(SubscriberRoutes::status).toList()))));
  }

  private static JsonObject status(SubscriberStatus status) {
    var progress = status.progress();
    return new JsonObject()
        .put("name", status.name().value())
        .put("position", progress.position())
        .put("waiting", progress.deliveries().size())
        .put("dead_letters", status.dead())
        .put("outage", progress.outage().map(SubscriberRoutes::outage).orElse(null));
  }

  private static JsonObject outage(Outage outage) {
    return new JsonObject()
        .put("since", outage.since().toString())
        .put("tries", outage.tries())
        .put("next_try_at", outage.until().toString())
        .put("fault", outage.fault());
  }

  private SubscriberName name(Call call) {
    var name = call.path("name", SubscriberName::parse);
    if (!showSubscribers.has(name)) {
      throw Problem.of(ProblemType.NOT_FOUND, "no such subscriber");
    }
    return name;
  }

  private void deadLetters(Call call) {
    var name = name(call);
    var query = Cursor.resume(call.query(), keys.get(), OF_PAGE);
    var above =
        Cursor.position(query, keys.get())
            .flatMap(text -> query.optional("cursor", _ -> AuditRoutes.number(text)))
            .orElse(0L);
    var limit = query.limit(MOST);
    query.done();
    // One more than wanted, which tells whether there is another page.
    call.answer(
        showSubscribers.deadLetters(name, above, limit + 1),
        found -> {
          var letters = found.subList(0, Math.min(limit, found.size()));
          call.json(
              200,
              SessionJson.page(
                  letters.stream().map(SubscriberRoutes::deadLetter).toList(),
                  found.size() <= limit
                      ? null
                      : new Cursor(
                              Cursor.filter(query, OF_PAGE),
                              String.valueOf(letters.getLast().delivery().number()))
                          .text(keys.get())));
        });
  }

  private static JsonObject deadLetter(DeadLetter letter) {
    var delivery = letter.delivery();
    return new JsonObject()
        .put("number", delivery.number())
        .put("tries", delivery.tries())
        .put("fault", delivery.fault().orElse(null))
        .put(
            "dead_at",
            delivery.state() instanceof Delivery.State.Dead(var at) ? at.toString() : null)
        .put("event", letter.event().map(AuditJson::write).orElse(null));
  }

  /** RFC 8936, section 2.4, whose names these are. */
  private void poll(Call call) {
    var name = name(call);
    // Who acknowledges events takes them away: from itself alone.
    if (!call.client().name().value().equals(name.value()) && !call.client().allows(ADMIN)) {
      throw Problem.of(
          ProblemType.INSUFFICIENT_SCOPE, "only the API key named " + name + " may fetch these");
    }
    var fields = new Fields(call.jsonIfAny());
    var acknowledged = new HashSet<EventId>();
    for (var id : fields.texts("ack", MOST_POLLED, Fields.Readers::any)) {
      fields.parsed("/ack", EventId.parse(id)).ifPresent(acknowledged::add);
    }
    var refused = new HashMap<EventId, String>();
    fields.object("setErrs").ifPresent(errors -> errors(errors, fields, refused));
    var most = fields.whole("maxEvents", 0, Integer.MAX_VALUE).orElse((long) MOST_POLLED);
    var patience = fields.isTrue("returnImmediately") ? Duration.ZERO : LONGEST_POLL;
    fields.done();
    var polled =
        pollSecurityEvents
            .poll(name, acknowledged, refused, (int) Math.min(most, MOST_POLLED), patience)
            .orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "this subscriber does not fetch events"));
    call.answer(
        polled,
        sets -> {
          var json = new JsonObject();
          sets.sets().forEach((id, token) -> json.put(id.toString(), token));
          call.json(
              200, new JsonObject().put("sets", json).put("moreAvailable", sets.moreAvailable()));
        });
  }

  private static void errors(Json.Object errors, Fields fields, Map<EventId, String> refused) {
    errors
        .members()
        .forEach(
            (id, error) -> {
              var pointer = "/setErrs/" + Body.escape(id);
              var why =
                  error instanceof Json.Object(var said)
                          && said.get("err") instanceof Json.Text(var e)
                      ? new Parsed.Valid<>(
                          said.get("description") instanceof Json.Text(var text)
                              ? e + ": " + text
                              : e)
                      : new Parsed.Invalid<String>("must be an object with err");
              fields
                  .parsed(pointer, EventId.parse(id))
                  .ifPresent(
                      event ->
                          fields.parsed(pointer, why).ifPresent(text -> refused.put(event, text)));
            });
  }

  private void redeliver(Call call) {
    var name = name(call);
    var fields = new Fields(call.jsonIfAny());
    var number = fields.whole("number", 1, Long.MAX_VALUE);
    fields.done();
    call.answer(
        showSubscribers.redeliver(name, number),
        redelivered -> call.json(200, new JsonObject().put("redelivered", redelivered)));
  }
}
