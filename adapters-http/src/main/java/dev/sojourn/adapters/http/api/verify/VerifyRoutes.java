package dev.sojourn.adapters.http.api.verify;

import dev.sojourn.adapters.http.auth.AccessTokens;
import dev.sojourn.adapters.http.auth.AccessTokens.Carried;
import dev.sojourn.adapters.http.auth.CrossSite;
import dev.sojourn.adapters.http.auth.StepUp;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Endpoints;
import dev.sojourn.adapters.http.request.RequestCookies;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.adapters.http.server.RequestTarget;
import dev.sojourn.adapters.http.server.RequestTarget.Resource;
import dev.sojourn.application.token.ChooseToken;
import dev.sojourn.application.token.ChooseToken.Choice;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.application.token.Verification;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.Session;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** /v1/verify: whether a request may pass, as reverse proxies ask it. */
public final class VerifyRoutes {
  /** The cookie that a browser's session lives in. */
  public static final String COOKIE = "__Host-sojourn";

  private static final String PATH = "/v1/verify";
  private static final Logger LOG = System.getLogger(VerifyRoutes.class.getName());

  private final AccessTokens accessTokens;
  private final ChooseToken chooseToken;
  private final CrossSite crossSite;
  private final Issuer issuer;
  private final Optional<String> loginUrl;
  private final AtomicBoolean toldOfMethod = new AtomicBoolean();

  public VerifyRoutes(
      AccessTokens accessTokens,
      ChooseToken chooseToken,
      CrossSite crossSite,
      Issuer issuer,
      Optional<String> loginUrl) {
    this.accessTokens = accessTokens;
    this.chooseToken = chooseToken;
    this.crossSite = crossSite;
    this.issuer = issuer;
    this.loginUrl = loginUrl;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        // Proxies send along the query of the request that they ask for, whatever it is.
        Endpoint.open(
                HttpMethod.GET,
                PATH,
                call -> verify(call, ForwardedRequest.read(call.request()), true))
            .with(Endpoint.ANY.toArray(String[]::new)));
  }

  /**
   * Mounts the endpoint of Envoy, which asks with the method of the request, and with its path
   * behind ours. The path is the client's own, and nothing of it is read as a path of ours.
   *
   * @param router for requests whose target begins with {@link RequestTarget#VERIFICATION}
   */
  public void mountOn(Router router, Endpoints endpoints) {
    var asEnvoyAsks =
        Endpoint.open(
                HttpMethod.GET,
                PATH + "/*",
                call -> {
                  if (RequestTarget.of(call.request()) instanceof Resource asked) {
                    var uri = asked.pathAndQuery().substring(PATH.length());
                    verify(call, ForwardedRequest.ofEnvoy(call.request(), uri), false);
                  }
                })
            .with(Endpoint.ANY.toArray(String[]::new));
    router.route().handler(http -> endpoints.take(http, asEnvoyAsks));
  }

  private void verify(Call call, ForwardedRequest asked, boolean queryIsOurs) {
    var demand =
        switch (StepUp.of(queryIsOurs ? call.request().query() : null, call.request().headers())) {
          case Parsed.Valid<AuthenticationDemand>(var valid) -> valid;
          case Parsed.Invalid<AuthenticationDemand>(var fault) ->
              throw Problem.invalid(List.of(Fault.ofParameter(StepUp.MAX_AGE, fault)));
        };
    Carried.inHeader(call.request())
        .ifPresentOrElse(
            carried -> verify(call, asked, demand, carried),
            () ->
                call.answer(
                    chooseToken.accessToken(RequestCookies.named(call.request(), COOKIE)),
                    choice -> {
                      switch (choice) {
                        case Choice.None _ -> refuse(call, asked, AccessTokens.challenge());
                        case Choice.SeveralSessions _ ->
                            refuse(call, asked, AccessTokens.severalSessions(COOKIE));
                        case Choice.One(var token) ->
                            verify(call, asked, demand, new Carried(token, Carried.Scheme.COOKIE));
                      }
                    }));
  }

  private void verify(
      Call call, ForwardedRequest asked, AuthenticationDemand demand, Carried carried) {
    accessTokens.verify(
        call,
        carried,
        asked.provenMethod(),
        asked.uri().orElseGet(() -> issuer.name() + PATH),
        demand,
        active -> {
          refuseCrossSite(call, carried, asked, active);
          pass(call, active.session());
        },
        challenge -> refuse(call, asked, challenge));
  }

  /** A browser sends a cookie along, whichever page has it send the request. */
  private void refuseCrossSite(
      Call call, Carried carried, ForwardedRequest asked, Verification.Active active) {
    if (carried.scheme() != Carried.Scheme.COOKIE) {
      return;
    }
    if (asked.method().isEmpty() && !toldOfMethod.getAndSet(true)) {
      LOG.log(
          Level.WARNING,
          "a proxy asks /v1/verify with a cookie and does not say the method of the request, which"
              + " counts as one that changes state: have it send X-Forwarded-Method");
    }
    if (!asked.isSafe()
        && !crossSite.allows(
            call.request(),
            asked.origin().orElseGet(() -> CrossSite.origin(issuer.name())),
            Optional.of(active.session().id()))) {
      throw Problem.of(
          ProblemType.CROSS_SITE,
          "this page may not send it: neither Sec-Fetch-Site nor Origin nor X-CSRF-Token says so");
    }
  }

  private static void pass(Call call, Session session) {
    call.header("X-Session-Id", session.id().toString())
        .header("X-User-Id", PercentEncoding.encode(session.userId().value()))
        .header("X-Session-Policy", session.policy().value())
        .empty(200);
  }

  /**
   * A browser that shows a page is sent to the login, where one is configured; nginx, which takes
   * no redirect from us, is told where to.
   */
  private void refuse(Call call, ForwardedRequest asked, String challenge) {
    call.header("WWW-Authenticate", challenge);
    if (loginUrl.isPresent()
        && ForwardedRequest.isNavigation(call.request())
        && !asked.isUnsafe()) {
      call.header("Location", login(loginUrl.get(), asked.uri()));
      call.empty(asked.answersOnly2xx401And403() ? 401 : 302);
      return;
    }
    call.empty(401);
  }

  /** The login, told where to come back to. */
  public static String login(String url, Optional<String> returnTo) {
    return returnTo
        .map(
            uri ->
                url
                    + (url.contains("?") ? '&' : '?')
                    + "return_to="
                    + URLEncoder.encode(uri, StandardCharsets.UTF_8))
        .orElse(url);
  }
}
