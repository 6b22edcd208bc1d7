package dev.sojourn.adapters.http.api.me;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.api.session.SessionRoutes;
import dev.sojourn.adapters.http.auth.AccessTokens;
import dev.sojourn.adapters.http.auth.RefreshCookie;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.session.Judged;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.application.token.Verification;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.Verdict;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** /v1/me: what a person sees and ends of their own, with nothing but an access token. */
public final class MeRoutes {
  private final UseCases useCases;
  private final AccessTokens accessTokens;
  private final Issuer issuer;

  public MeRoutes(UseCases useCases, AccessTokens accessTokens, Issuer issuer) {
    this.useCases = useCases;
    this.accessTokens = accessTokens;
    this.issuer = issuer;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/v1/me", this::show),
        Endpoint.open(HttpMethod.GET, "/v1/me/sessions", this::list).with("state"),
        Endpoint.open(HttpMethod.DELETE, "/v1/me/sessions", this::endAll).with("except"),
        Endpoint.open(HttpMethod.DELETE, "/v1/me/sessions/{id}", this::end));
  }

  /** Goes on with the session of the access token. */
  private void asPerson(Call call, Consumer<Verification.Active> then) {
    var carried = AccessTokens.Carried.inHeader(call.request());
    if (carried.isEmpty()) {
      call.header("WWW-Authenticate", AccessTokens.challenge());
      throw unauthenticated();
    }
    accessTokens.verify(
        call,
        carried.get(),
        call.request().method().name(),
        issuer.name() + call.request().path(),
        AuthenticationDemand.NONE,
        then,
        challenge -> {
          call.header("WWW-Authenticate", challenge);
          throw unauthenticated();
        });
  }

  private static Problem unauthenticated() {
    return Problem.of(
        ProblemType.UNAUTHENTICATED, "needs an access token: Authorization: Bearer sat_...");
  }

  private void show(Call call) {
    asPerson(
        call,
        me ->
            call.json(
                200,
                new JsonObject()
                    .put("user_id", me.session().userId().value())
                    .put(
                        "session",
                        own(new Judged(me.session(), new Verdict.Active(me.at())), me))));
  }

  private void list(Call call) {
    var state = call.query().optional("state", SessionJson::state);
    call.query().done();
    asPerson(
        call,
        me ->
            call.answer(
                useCases.listSessionsOfUser().list(me.session().userId(), state, reach(me)),
                found ->
                    call.json(
                        200,
                        SessionJson.page(
                            found.stream().map(judged -> own(judged, me)).toList(), null))));
  }

  private static JsonObject own(Judged judged, Verification.Active me) {
    return SessionJson.write(judged).put("current", isCurrent(judged.session(), me));
  }

  private static SessionReach reach(Verification.Active me) {
    return SessionReach.ofUser(me.session().userId());
  }

  private static boolean isCurrent(Session session, Verification.Active me) {
    return session.id().equals(me.session().id());
  }

  private void end(Call call) {
    var id = call.sessionId();
    asPerson(
        call,
        me -> {
          var isCurrent = id.equals(me.session().id());
          var reason = isCurrent ? EndReason.LOGOUT : EndReason.REVOKED;
          if (isCurrent) {
            RefreshCookie.clear(call);
          }
          call.answer(
              useCases
                  .endSession()
                  .end(id, reason, reach(me), call.by(new Actor.User(me.session().userId()))),
              outcome -> SessionRoutes.ended(call, outcome));
        });
  }

  private void endAll(Call call) {
    var keepCurrent =
        call.query()
            .optional(
                "except",
                text ->
                    text.equals("current")
                        ? new Parsed.Valid<>(true)
                        : new Parsed.Invalid<Boolean>("must be current"))
            .isPresent();
    call.query().done();
    asPerson(
        call,
        me -> {
          if (!keepCurrent) {
            RefreshCookie.clear(call);
          }
          call.answer(
              useCases
                  .endSessionsOfUser()
                  .end(
                      me.session().userId(),
                      Optional.of(me.session().id()).filter(_ -> keepCurrent),
                      keepCurrent ? EndReason.REVOKED : EndReason.LOGOUT,
                      reach(me),
                      call.by(new Actor.User(me.session().userId()))),
              ended -> call.json(200, new JsonObject().put("ended", ended)));
        });
  }
}
