package dev.sojourn.adapters.http.api.session;

import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_REVOKE;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_WRITE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Cursor;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields.Readers;
import dev.sojourn.adapters.http.request.Query;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.application.session.ChangeAttributes;
import dev.sojourn.application.session.EndSession;
import dev.sojourn.application.session.OpenOutcome;
import dev.sojourn.application.session.ReauthenticateSession;
import dev.sojourn.application.session.SearchSessions;
import dev.sojourn.application.session.SessionQuery;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** /v1/sessions and what is below it. */
public final class SessionRoutes {
  private static final Set<String> OF_PAGE = Set.of("cursor", "limit");

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final UseCases useCases;
  private final Supplier<KeyRing> keys;

  public SessionRoutes(UseCases useCases, Supplier<KeyRing> keys) {
    this.useCases = useCases;
    this.keys = keys;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(SESSIONS_WRITE, HttpMethod.POST, "/v1/sessions", this::open)
            .keepingToReach(),
        Endpoint.needing(SESSIONS_READ, HttpMethod.GET, "/v1/sessions", this::search)
            .with(
                "user_id",
                "ip_address",
                "policy",
                "state",
                "opened_after",
                "opened_before",
                "active_after",
                "active_before",
                "client_id",
                "limit",
                "cursor")
            .keepingToReach(),
        Endpoint.needing(SESSIONS_READ, HttpMethod.GET, "/v1/sessions/{id}", this::find)
            .keepingToReach(),
        Endpoint.needing(SESSIONS_WRITE, HttpMethod.PATCH, "/v1/sessions/{id}", this::change)
            .keepingToReach(),
        Endpoint.needing(SESSIONS_REVOKE, HttpMethod.DELETE, "/v1/sessions/{id}", this::end)
            .keepingToReach(),
        Endpoint.needing(
                SESSIONS_WRITE,
                HttpMethod.POST,
                "/v1/sessions/{id}/authentication",
                this::reauthenticate)
            .keepingToReach());
  }

  private void open(Call call) {
    var request = SessionJson.readOpen(call.json(), call.client().name());
    call.answer(
        idempotencyKey(call)
            .map(
                key ->
                    useCases
                        .openSessionOnce()
                        .open(request, key, fingerprint(call.body()), call.byClient()))
            .orElseGet(() -> useCases.openSession().open(request, call.byClient())),
        outcome -> {
          switch (outcome) {
            case OpenOutcome.Done(var opened) -> {
              var session = opened.session();
              call.header("Location", "/v1/sessions/" + session.id())
                  .header("ETag", SessionJson.etag(session.id(), session.attributes()))
                  .json(201, SessionJson.write(opened));
            }
            case OpenOutcome.Unacceptable(var faults) ->
                throw Problem.invalid(
                    faults.stream()
                        .map(fault -> Fault.at("/" + fault.field(), fault.message()))
                        .toList());
            case OpenOutcome.AuthorizationUnknown _ ->
                throw Problem.invalid(
                    List.of(
                        Fault.at(
                            "/authorization_id",
                            "is not a login that has begun, or took too long, or was used")));
            case OpenOutcome.KeyOfAnotherRequest _ ->
                throw Problem.of(
                    ProblemType.KEY_OF_ANOTHER_REQUEST,
                    "a key is for one request and its repetitions");
            case OpenOutcome.EndedMeanwhile(var reason) ->
                throw Problem.sessionEnded(reason.word());
            case OpenOutcome.AlreadyOpen _ ->
                throw new IllegalStateException("is for those who claim an id");
            case OpenOutcome.CutOff _ ->
                throw Problem.of(
                    ProblemType.CUT_OFF, "the user is disabled, or authenticated too long ago");
            case OpenOutcome.LimitReached(var limit) ->
                throw Problem.of(
                    ProblemType.SESSION_LIMIT_REACHED, "at most " + limit + " at once");
          }
        });
  }

  /** What makes it safe to repeat (draft-ietf-httpapi-idempotency-key-header). */
  private static Optional<String> idempotencyKey(Call call) {
    var keys = call.request().headers().getAll(IDEMPOTENCY_KEY);
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (keys.size() > 1 || !KEY.matcher(keys.getFirst()).matches()) {
      throw Problem.of(
          ProblemType.INVALID_REQUEST,
          "Idempotency-Key must be one, of 1 to 255 visible ASCII characters");
    }
    return Optional.of(keys.getFirst());
  }

  private static String fingerprint(Buffer body) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private void find(Call call) {
    var id = call.sessionId();
    call.answer(
        useCases.findSession().find(id, call.client().mayRead()),
        found -> {
          var judged = found.orElseThrow(Call::noSuchSession);
          call.header("ETag", SessionJson.etag(id, judged.session().attributes()))
              .json(200, SessionJson.write(judged));
        });
  }

  private void change(Call call) {
    var id = call.sessionId();
    var ifMatch = call.request().headers().getAll("If-Match");
    if (ifMatch.isEmpty()) {
      throw Problem.of(
          ProblemType.PRECONDITION_REQUIRED, "send the ETag that you read as If-Match, or *");
    }
    var patch = SessionJson.readPatch(call.json());
    call.answer(
        useCases
            .changeAttributes()
            .change(
                id,
                patch,
                attributes -> SessionJson.matches(ifMatch, id, attributes),
                call.client().mayChange(),
                call.byClient()),
        outcome -> {
          switch (outcome) {
            case ChangeAttributes.Outcome.Changed(var judged) ->
                call.header("ETag", SessionJson.etag(id, judged.session().attributes()))
                    .json(200, SessionJson.write(judged));
            case ChangeAttributes.Outcome.Stale _ ->
                throw Problem.of(ProblemType.STALE, "read it again; its ETag has changed");
            case ChangeAttributes.Outcome.Unacceptable(var fault) ->
                throw Problem.invalid(List.of(Fault.at("/attributes", fault)));
            case ChangeAttributes.Outcome.Ended(var reason) ->
                throw Problem.sessionEnded(reason.word());
            case ChangeAttributes.Outcome.Unknown _ -> throw Call.noSuchSession();
          }
        });
  }

  private void reauthenticate(Call call) {
    var id = call.sessionId();
    var proof = SessionJson.readProof(call.jsonIfAny());
    call.answer(
        useCases
            .reauthenticateSession()
            .reauthenticate(
                id, proof.amr(), proof.acr(), call.client().mayChange(), call.byClient()),
        outcome -> {
          switch (outcome) {
            case ReauthenticateSession.Outcome.Done(var opened) ->
                call.json(200, SessionJson.write(opened));
            case ReauthenticateSession.Outcome.Ended(var reason) ->
                throw Problem.sessionEnded(reason.word());
            case ReauthenticateSession.Outcome.Unknown _ -> throw Call.noSuchSession();
          }
        });
  }

  private void end(Call call) {
    var reason = SessionJson.readEndReason(call.jsonIfAny());
    call.answer(
        useCases
            .endSession()
            .end(call.sessionId(), reason, call.client().mayEnd(), call.byClient()),
        outcome -> ended(call, outcome));
  }

  public static void ended(Call call, EndSession.Outcome outcome) {
    switch (outcome) {
      case ENDED, ENDED_BEFORE -> call.empty(204);
      case UNKNOWN -> throw Call.noSuchSession();
    }
  }

  private void search(Call call) {
    var query = Cursor.resume(call.query(), keys.get(), OF_PAGE);
    var after =
        Cursor.position(query, keys.get())
            .flatMap(text -> query.optional("cursor", _ -> position(text)));
    var wanted =
        new SessionQuery(
            query.optional("user_id", UserId::parse),
            query.optional("ip_address", IpAddress::parse),
            query.optional("policy", PolicyName::parse),
            query.optional("state", SessionJson::state),
            span(query, "opened"),
            span(query, "active"),
            query.optional("client_id", text -> client(call, text)));
    var limit = query.limit(SearchSessions.MOST);
    query.done();
    call.answer(
        useCases.searchSessions().search(wanted, call.client().mayRead(), after, limit),
        page -> {
          var next =
              page.next()
                  .map(
                      position ->
                          new Cursor(Cursor.filter(query, OF_PAGE), text(position))
                              .text(keys.get()));
          List<JsonObject> items = page.items().stream().map(SessionJson::write).toList();
          call.json(200, SessionJson.page(items, next.orElse(null)));
        });
  }

  /** A client that is asked for by name. */
  public static Parsed<ClientId> client(Call call, String text) {
    return ClientId.parse(text)
        .then(
            client ->
                call.client().mayRead().client().stream().allMatch(client::equals)
                    ? new Parsed.Valid<>(client)
                    : new Parsed.Invalid<>(
                        "must be the client of the key, which is limited to it"));
  }

  private static Span span(Query query, String what) {
    return new Span(
        query.optional(what + "_after", Readers::instant),
        query.optional(what + "_before", Readers::instant));
  }

  private static String text(Position position) {
    return position.createdAt().toEpochMilli() + " " + position.id();
  }

  private static Parsed<Position> position(String text) {
    var parts = text.split(" ", -1);
    return parts.length == 2 && parts[0].matches("-?[0-9]{1,18}")
        ? SessionId.parse(parts[1])
            .then(
                id ->
                    new Parsed.Valid<>(
                        new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), id)))
        : new Parsed.Invalid<>("is not a cursor of this list");
  }
}
