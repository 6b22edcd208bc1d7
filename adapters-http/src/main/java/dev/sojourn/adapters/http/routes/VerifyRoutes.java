package dev.sojourn.adapters.http.routes;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.application.token.Verification;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;

/** /v1/verify: whether a request may pass, as reverse proxies ask it. */
final class VerifyRoutes {
  /** The cookie that a browser's session lives in. */
  static final String COOKIE = "__Host-sojourn";

  private final UseCases useCases;

  VerifyRoutes(UseCases useCases) {
    this.useCases = useCases;
  }

  List<Endpoint> endpoints() {
    // Proxies send along the query of the request that they ask for, whatever it is.
    return List.of(
        Endpoint.open(HttpMethod.GET, "/v1/verify", this::verify)
            .with(Endpoint.ANY.toArray(String[]::new)));
  }

  private void verify(Call call) {
    var token = token(call.request());
    if (token.isEmpty()) {
      call.header("WWW-Authenticate", challenge(Optional.empty())).empty(401);
      return;
    }
    call.answer(
        useCases.verifyAccessToken().verify(token.get()),
        verification -> {
          if (verification instanceof Verification.Active(var session, _, _)) {
            call.header("X-Session-Id", session.id().toString())
                .header("X-User-Id", PercentEncoding.encode(session.userId().value()))
                .header("X-Session-Policy", session.policy().value())
                .empty(200);
          } else {
            call.header("WWW-Authenticate", challenge(Optional.of(verification))).empty(401);
          }
        });
  }

  private static Optional<String> token(HttpServerRequest request) {
    return Credentials.bearer(request)
        .or(() -> Optional.ofNullable(request.getCookie(COOKIE)).map(cookie -> cookie.getValue()));
  }

  /** What RFC 6750, section 3, answers to a token that is not good enough, or to none. */
  static String challenge(Optional<Verification> verification) {
    var realm = "Bearer realm=\"sojourn\"";
    return verification
        .map(
            refused ->
                switch (refused) {
                  case Verification.Ended(var reason) -> "the session has ended: " + reason.word();
                  case Verification.Expired _ -> "the access token has expired";
                  case Verification.Unknown _, Verification.Active _ ->
                      "the access token is unknown";
                })
        .map(why -> realm + ", error=\"invalid_token\", error_description=\"" + why + "\"")
        .orElse(realm);
  }
}
