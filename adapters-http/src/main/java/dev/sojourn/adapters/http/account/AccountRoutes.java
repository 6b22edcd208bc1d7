package dev.sojourn.adapters.http.account;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.AllRoutes;
import dev.sojourn.adapters.http.html.Assets;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.CsrfGuard;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.html.Pages;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemHandler;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Endpoints;
import dev.sojourn.application.session.EndSession;
import dev.sojourn.application.session.SessionState;
import dev.sojourn.application.token.ChooseToken.Choice;
import dev.sojourn.application.token.IntrospectToken;
import dev.sojourn.application.token.Introspection;
import dev.sojourn.application.token.Presented;
import dev.sojourn.application.token.Verification;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * /account: where applications send people to see where they are signed in. They are known by the
 * cookie that the application's login has set: the access token of a browser's session, or its
 * refresh token, which is looked at and not traded.
 */
public final class AccountRoutes {
  private static final String PAGE = "/account";
  private static final String ALL = "/account/*";

  private final UseCases useCases;
  private final Brand brand;
  private final Optional<String> loginUrl;
  private final HttpSettings settings;
  private final CsrfGuard ownForms;
  private final Assets assets;
  private final InstantSource clock;
  private final Pages pages = new Pages();
  private final Messages messages = new Messages();

  public AccountRoutes(UseCases useCases, HttpSettings settings, Assets assets) {
    this.useCases = useCases;
    this.settings = settings;
    this.brand = settings.brand();
    this.loginUrl = settings.loginUrl();
    this.ownForms = new CsrfGuard(settings.keys(), settings.issuer());
    this.clock = settings.clock();
    this.assets = assets;
  }

  /** Mounts all of it, served as the API is. */
  public void mountOn(Router router, AllRoutes routes) {
    routes
        .further(
            List.of(
                Endpoint.open(HttpMethod.GET, PAGE, this::show).with(Endpoint.ANY_QUERY),
                Endpoint.open(HttpMethod.GET, PAGE + "/sessions/{id}/end", this::askToEnd),
                Endpoint.open(HttpMethod.POST, PAGE + "/sessions/{id}/end", this::end),
                Endpoint.open(HttpMethod.GET, PAGE + "/end-others", this::askToEndOthers),
                Endpoint.open(HttpMethod.POST, PAGE + "/end-others", this::endOthers),
                Endpoint.open(HttpMethod.GET, PAGE + "/signed-out", this::signedOut)))
        .mountOn(router);
    router.route(ALL).handler(AccountRoutes::nothingHere);
    router.route(ALL).failureHandler(this::tell);
  }

  private PageContext visit(String notice) {
    return new PageContext(messages, brand, assets, clock.instant(), notice);
  }

  // ------------------------------------------------------------------------------ who it is

  private void asPerson(Call call, Consumer<Session> then) {
    call.answer(
        person(call.request()), session -> session.ifPresentOrElse(then, () -> askToSignIn(call)));
  }

  /** A bound session is nobody's without a proof of its key, which no cookie has. */
  private CompletionStage<Optional<Session>> person(HttpServerRequest request) {
    return useCases
        .chooseToken()
        .accessToken(BrowserCookies.access(request))
        .thenCompose(choice -> session(choice, this::byAccessToken))
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found)
                    : useCases
                        .chooseToken()
                        .refreshToken(BrowserCookies.refresh(request))
                        .thenCompose(choice -> session(choice, this::byRefreshToken)));
  }

  private static CompletionStage<Optional<Session>> session(
      Choice choice, Function<String, CompletionStage<Optional<Session>>> find) {
    return switch (choice) {
      case Choice.None _ -> CompletableFuture.completedFuture(Optional.empty());
      case Choice.One(var token) -> find.apply(token);
      case Choice.SeveralSessions _ ->
          CompletableFuture.failedFuture(
              Problem.of(
                  ProblemType.UNAUTHENTICATED,
                  "cookies of two active sessions came: sign in again"));
    };
  }

  private CompletionStage<Optional<Session>> byAccessToken(String token) {
    return useCases
        .verifyAccessToken()
        .verify(token, new Presented.AsBearer())
        .thenApply(
            verification ->
                verification instanceof Verification.Active(var session, _, _)
                    ? Optional.of(session)
                    : Optional.empty());
  }

  private CompletionStage<Optional<Session>> byRefreshToken(String token) {
    return useCases
        .introspectToken()
        .introspect(token, IntrospectToken.Asker.OURSELVES, AuthenticationDemand.NONE)
        .thenApply(
            introspection ->
                introspection instanceof Introspection.Active active
                        && active.kind() == Introspection.TokenKind.REFRESH
                    ? Optional.of(active.session())
                        .filter(session -> session.rotation().terms().boundTo().isEmpty())
                    : Optional.empty());
  }

  private void askToSignIn(Call call) {
    var login =
        loginUrl.map(
            url -> BrowserCookies.loginUrl(url, Optional.of(settings.issuer().name() + PAGE)));
    if (login.isPresent() && isPart(call)) {
      call.header("HX-Redirect", login.get()).empty(401);
    } else if (login.isPresent() && call.onlyReads()) {
      call.header("Location", login.get()).header("Cache-Control", "no-store").empty(302);
    } else {
      // A form is never led elsewhere: the policy of the page forbids it.
      show(call, 401, "account/notSignedIn.jte", "", Map.of("loginUrl", login.orElse("")));
    }
  }

  private static boolean isPart(Call call) {
    return call.request().getHeader("HX-Request") != null;
  }

  private void show(
      Call call, int status, String template, String notice, Map<String, Object> parameters) {
    var all = new HashMap<>(parameters);
    all.put("visit", visit(notice));
    pages.answer(call.response(), status, template, all);
  }

  // ------------------------------------------------------------------------------ what they see

  private void show(Call call) {
    var notice =
        switch (Form.ofQuery(call).text("done")) {
          case "ended" -> messages.text("done.ended");
          case "others_ended" -> messages.text("done.othersEnded");
          default -> "";
        };
    asPerson(
        call,
        own ->
            call.answer(
                useCases
                    .listSessionsOfUser()
                    .list(
                        own.userId(),
                        Optional.of(SessionState.ACTIVE),
                        SessionReach.ofUser(own.userId())),
                sessions ->
                    show(
                        call,
                        200,
                        "account/devices.jte",
                        notice,
                        Map.of(
                            "devices",
                            sessions.stream()
                                .map(
                                    judged ->
                                        new OwnDevice(
                                            judged.session(),
                                            judged.session().id().equals(own.id())))
                                .sorted(Comparator.comparing(device -> !device.isThis()))
                                .toList()))));
  }

  // ------------------------------------------------------------------------------ what they do

  /** A session of another person is not there. */
  private void ofOwn(Call call, Session own, Consumer<OwnDevice> then) {
    call.answer(
        useCases.findSession().find(call.sessionId(), SessionReach.ofUser(own.userId())),
        found ->
            then.accept(
                found
                    .map(
                        judged ->
                            new OwnDevice(judged.session(), judged.session().id().equals(own.id())))
                    .orElseThrow(AccountRoutes::noSuchDevice)));
  }

  private static Problem noSuchDevice() {
    return Problem.of(ProblemType.NOT_FOUND, "no such device");
  }

  private void askToEnd(Call call) {
    asPerson(
        call,
        own ->
            ofOwn(
                call,
                own,
                device -> {
                  var action = PAGE + "/sessions/" + device.session().id() + "/end";
                  ask(
                      call,
                      own,
                      device.isThis()
                          ? new Confirmation(
                              messages.text("askThis.title"),
                              List.of(messages.text("askThis.text")),
                              action,
                              messages.text("askThis.button"),
                              PAGE)
                          : new Confirmation(
                              messages.text("askOther.title", device.name(messages)),
                              List.of(messages.text("askOther.text", device.address(messages))),
                              action,
                              messages.text("askOther.button"),
                              PAGE));
                }));
  }

  private void askToEndOthers(Call call) {
    asPerson(
        call,
        own ->
            ask(
                call,
                own,
                new Confirmation(
                    messages.text("askOthers.title"),
                    List.of(messages.text("askOthers.text")),
                    PAGE + "/end-others",
                    messages.text("askOthers.button"),
                    PAGE)));
  }

  private void ask(Call call, Session own, Confirmation ask) {
    var parameters = new HashMap<String, Object>();
    parameters.put("ask", ask);
    parameters.put("csrf", ownForms.mark(own.id()));
    if (isPart(call)) {
      parameters.put("isPage", false);
      parameters.put("cancel", messages.text("cancel"));
      pages.answer(call.response(), 200, "ask.jte", parameters);
    } else {
      show(call, 200, "account/askPage.jte", "", parameters);
    }
  }

  private void end(Call call) {
    var id = call.sessionId();
    asPerson(
        call,
        own -> {
          ownForms.refuseOthers(call.request(), Form.ofBody(call), own.id());
          var isThis = id.equals(own.id());
          call.answer(
              useCases
                  .endSession()
                  .end(
                      id,
                      isThis ? EndReason.LOGOUT : EndReason.REVOKED,
                      SessionReach.ofUser(own.userId()),
                      call.by(new Actor.User(own.userId()))),
              outcome -> {
                if (outcome == EndSession.Outcome.UNKNOWN) {
                  throw noSuchDevice();
                }
                if (isThis) {
                  BrowserCookies.clear(call);
                  goTo(call, PAGE + "/signed-out");
                } else {
                  goTo(call, PAGE + "?done=ended");
                }
              });
        });
  }

  private void endOthers(Call call) {
    asPerson(
        call,
        own -> {
          ownForms.refuseOthers(call.request(), Form.ofBody(call), own.id());
          call.answer(
              useCases
                  .endSessionsOfUser()
                  .end(
                      own.userId(),
                      Optional.of(own.id()),
                      EndReason.REVOKED,
                      SessionReach.ofUser(own.userId()),
                      call.by(new Actor.User(own.userId()))),
              _ -> goTo(call, PAGE + "?done=others_ended"));
        });
  }

  private static void goTo(Call call, String page) {
    if (isPart(call)) {
      call.header("HX-Redirect", page).empty(204);
    } else {
      call.header("Location", page).header("Cache-Control", "no-store").empty(303);
    }
  }

  private void signedOut(Call call) {
    show(call, 200, "account/signedOut.jte", "", Map.of("loginUrl", loginUrl.orElse("")));
  }

  // ------------------------------------------------------------------------------ what is wrong

  private static void nothingHere(RoutingContext http) {
    http.put(Endpoints.ROUTE, ALL);
    throw Problem.of(ProblemType.NOT_FOUND, "no such page");
  }

  private void tell(RoutingContext http) {
    if (http.response().headWritten()) {
      http.next();
      return;
    }
    var problem = ProblemHandler.problem(http);
    pages.answer(
        http.response(),
        problem.type().status(),
        "account/problem.jte",
        Map.of(
            "visit",
            visit(""),
            "text",
            problem.type() == ProblemType.UNAUTHENTICATED
                ? messages.text("problem.severalSessions")
                : messages.text("problem.text"),
            "requestId",
            String.valueOf(http.<String>get(ProblemHandler.REQUEST_ID))));
  }
}
