package dev.sojourn.adapters.http.api.token;

import dev.sojourn.adapters.http.auth.DpopHeader;
import dev.sojourn.adapters.http.auth.RefreshCookie;
import dev.sojourn.adapters.http.problem.ErrorShape;
import dev.sojourn.adapters.http.problem.Problem;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the OAuth endpoints say instead of a problem (RFC 6749, section 5.2).
 *
 * @param reason why the session ended, for a client that wants to tell its user; or what else a
 *     client can act on, {@code no_session} and {@code cross_site}
 */
public record OAuthError(int status, String error, String description, Optional<String> reason) {

  /** How the OAuth endpoints write what the API answers as a problem elsewhere. */
  static final ErrorShape SHAPE =
      new ErrorShape("application/json", (problem, _) -> of(problem).json());

  private static OAuthError of(Problem problem) {
    var type = problem.type();
    var error =
        switch (type) {
          case UNAVAILABLE, TOO_MANY_REQUESTS -> "temporarily_unavailable";
          case INTERNAL -> "server_error";
          default -> "invalid_request";
        };
    return new OAuthError(
        type.status(), error, String.valueOf(problem.getMessage()), Optional.empty());
  }

  OAuthError(String error, String description) {
    this(400, error, description, Optional.empty());
  }

  /** Ends the handling of a request with an error. */
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient OAuthError error;

    private Refusal(OAuthError error) {
      super(error.description(), null, false, false);
      this.error = error;
    }

    public OAuthError error() {
      return error;
    }
  }

  static Refusal invalidRequest(String description) {
    return new Refusal(new OAuthError("invalid_request", description));
  }

  static OAuthError invalidGrant(Optional<String> reason) {
    return new OAuthError(
        400,
        "invalid_grant",
        reason
            .map(word -> "the session has ended: " + word)
            .orElse("it is invalid, expired, used or revoked"),
        reason);
  }

  static Refusal unsupportedGrantType() {
    return new Refusal(
        new OAuthError(
            "unsupported_grant_type", "grant_type must be refresh_token or authorization_code"));
  }

  static Refusal invalidClient() {
    return new Refusal(
        new OAuthError(401, "invalid_client", "needs a valid API key", Optional.empty()));
  }

  static Refusal insufficientScope(String scope) {
    return new Refusal(
        new OAuthError(403, "insufficient_scope", "needs the scope " + scope, Optional.empty()));
  }

  /** One of the sessions may have been planted. */
  static Refusal severalSessions(String cookie) {
    return invalidRequest("cookies " + cookie + " of two active sessions came");
  }

  static OAuthError tooManyRequests() {
    return new OAuthError(
        429, "temporarily_unavailable", "too many requests, see Retry-After", Optional.empty());
  }

  static OAuthError of(DpopHeader.Fault fault) {
    return new OAuthError(fault.error(), fault.description());
  }

  /** RFC 9449, section 5. */
  static OAuthError proofMissing() {
    return of(DpopHeader.invalid("this token is bound to a key: send a DPoP header"));
  }

  /** The browser would drop the cookie of the answer, and its tokens would be lost. */
  static Refusal otherSite() {
    return new Refusal(
        new OAuthError(
            403,
            "invalid_request",
            "browsers keep no cookie that a page of another site is answered with: call from a page"
                + " of the same site, or without transport=cookie",
            Optional.of("cross_site")));
  }

  /** There is nothing to trade: the browser has no session with us, or not any more. */
  static Refusal noSession() {
    return new Refusal(
        new OAuthError(
            400,
            "invalid_grant",
            "there is no session: neither the parameter refresh_token nor the cookie "
                + RefreshCookie.NAME
                + " is there",
            Optional.of("no_session")));
  }

  static Refusal crossSite() {
    return new Refusal(
        new OAuthError(
            403,
            "invalid_request",
            "this page may not use the cookie: neither Sec-Fetch-Site nor Origin nor X-CSRF-Token"
                + " says so",
            Optional.empty()));
  }

  JsonObject json() {
    var json = new JsonObject().put("error", error).put("error_description", description);
    reason.ifPresent(word -> json.put("reason", word));
    return json;
  }
}
