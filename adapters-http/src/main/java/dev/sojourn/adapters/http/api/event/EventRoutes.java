package dev.sojourn.adapters.http.api.event;

import static dev.sojourn.adapters.http.apikey.Scope.AUDIT_READ;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.audit.AuditJson;
import dev.sojourn.adapters.http.api.audit.AuditRoutes;
import dev.sojourn.adapters.http.api.session.SessionRoutes;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Credentials;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.AnswerStream;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.event.EventFilter;
import dev.sojourn.application.event.FollowEvents;
import dev.sojourn.application.event.FollowEvents.Beginning;
import dev.sojourn.application.event.FollowEvents.Events;
import dev.sojourn.application.event.FollowEvents.Start;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * /v1/events: what happens, as server-sent events (HTML Living Standard, section 9.2). A client
 * that comes back says with Last-Event-ID how far it was told, and goes on from there.
 */
public final class EventRoutes {
  /** Streams of this node; each may hold a page of events that its client does not take. */
  static final int MOST_STREAMS = 1_000;

  /** Also how soon a client is cut off whose key was withdrawn; proxies wait for a minute. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  private static final int EVENTS_AT_ONCE = 200;
  private static final int RETRY_MILLIS = 1_000;
  private static final String EVENT_STREAM = "text/event-stream";
  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String OLDEST = "oldest";
  private static final String[] PARAMETERS = {
    "action", "session_id", "user_id", "policy", "client_id", "after"
  };

  private final FollowEvents followEvents;
  private final ApiKeys keys;
  private final BooleanSupplier closing;
  private final AtomicInteger streams = new AtomicInteger();

  public EventRoutes(UseCases useCases, ApiKeys keys, BooleanSupplier closing) {
    this.followEvents = useCases.followEvents();
    this.keys = keys;
    this.closing = closing;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(AUDIT_READ, HttpMethod.GET, "/v1/events", this::follow)
            .with(PARAMETERS)
            .keepingToReach());
  }

  private void follow(Call call) {
    var query = call.query();
    var filter =
        new EventFilter(
            query.optional("action", EventRoutes::actions).orElse(Set.of()),
            query.optional("session_id", SessionId::parse),
            query.optional("user_id", UserId::parse),
            query.optional("policy", PolicyName::parse),
            query
                .optional("client_id", text -> SessionRoutes.client(call, text))
                .or(call.client().mayRead()::client));
    var after = query.optional("after", EventRoutes::start);
    query.done();
    var start = lastEventId(call).or(() -> after).orElse(new Start.Now());
    call.answer(
        followEvents.begin(start),
        beginning -> {
          switch (beginning) {
            case Beginning.At(var position) -> begin(call, filter, position);
            case Beginning.Forgotten _ ->
                throw Problem.of(
                    ProblemType.FORGOTTEN,
                    "begin anew, with after=oldest or without Last-Event-ID and after");
            case Beginning.Untold _ ->
                throw Problem.of(ProblemType.NOT_AUDITED, "SOJOURN_AUDIT_RETENTION is off");
          }
        });
  }

  private static Optional<Start> lastEventId(Call call) {
    return Optional.ofNullable(call.request().getHeader(LAST_EVENT_ID))
        .map(
            id ->
                switch (number(id)) {
                  case Parsed.Valid<Start>(var start) -> start;
                  case Parsed.Invalid<Start>(var fault) ->
                      throw Problem.invalid(List.of(Fault.ofParameter(LAST_EVENT_ID, fault)));
                });
  }

  private static Parsed<Start> start(String text) {
    return text.equals(OLDEST) ? new Parsed.Valid<>(new Start.Oldest()) : number(text);
  }

  private static Parsed<Start> number(String text) {
    return text.matches("[0-9]{1,18}")
        ? new Parsed.Valid<>(new Start.After(Long.parseLong(text)))
        : new Parsed.Invalid<>("must be the id of an event");
  }

  private static Parsed<Set<Action>> actions(String text) {
    var actions = EnumSet.noneOf(Action.class);
    for (var word : text.split(",", -1)) {
      switch (AuditRoutes.action(word)) {
        case Parsed.Valid<Action>(var action) -> actions.add(action);
        case Parsed.Invalid<Action>(var fault) -> {
          return new Parsed.Invalid<>(fault);
        }
      }
    }
    return new Parsed.Valid<>(actions);
  }

  private void begin(Call call, EventFilter filter, long position) {
    if (call.isHead()) {
      call.stream(EVENT_STREAM).end();
      return;
    }
    if (call.response().closed()) {
      return; // gone before it began: its end has been, and would not be counted
    }
    if (streams.incrementAndGet() > MOST_STREAMS) {
      streams.decrementAndGet();
      throw Problem.of(
          ProblemType.UNAVAILABLE, "as many follow this node as it takes: " + MOST_STREAMS);
    }
    var answer = call.stream(EVENT_STREAM);
    call.atEnd(streams::decrementAndGet);
    // nginx gathers answers otherwise
    call.header("X-Accel-Buffering", "no");
    var stream = new Stream(call, answer, filter);
    stream.write(
        Buffer.buffer("retry: " + RETRY_MILLIS + "\n").appendBuffer(passed(position)), position);
  }

  /** Has the client come back to this position, though it is not told an event of it. */
  private static Buffer passed(long position) {
    return Buffer.buffer("id: " + position + "\n\n");
  }

  /** What one client is told. */
  private final class Stream {
    private final Call call;
    private final AnswerStream answer;
    private final EventFilter filter;

    Stream(Call call, AnswerStream answer, EventFilter filter) {
      this.call = call;
      this.answer = answer;
      this.filter = filter;
    }

    private void goOn(long position) {
      if (answer.isOver()) {
        return;
      }
      call.answer(
          followEvents.next(position, filter, EVENTS_AT_ONCE, LONGEST_SILENCE),
          events -> {
            if (closing.getAsBoolean() || !mayStillCall()) {
              answer.end();
            } else {
              write(text(events), events.position());
            }
          });
    }

    private boolean mayStillCall() {
      return Credentials.apiKey(call.request(), keys).stream()
          .anyMatch(key -> key.allows(AUDIT_READ) && key.mayRead().equals(call.client().mayRead()));
    }

    /** No more is read until the client has taken it. */
    void write(Buffer text, long position) {
      answer.write(text, () -> goOn(position));
    }

    private static Buffer text(Events events) {
      var text = Buffer.buffer();
      for (var line : events.lines()) {
        text.appendString("id: " + line.number() + "\n")
            .appendString("event: " + line.entry().action().word() + "\n")
            .appendString("data: " + AuditJson.write(line).encode() + "\n\n");
      }
      return events.lines().isEmpty() || events.lines().getLast().number() < events.position()
          ? text.appendBuffer(passed(events.position()))
          : text;
    }
  }
}
