package dev.sojourn.adapters.http.routes;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * What the OAuth endpoints say instead of a problem (RFC 6749, section 5.2).
 *
 * @param reason why the session ended, for a client that wants to tell its user
 */
record OAuthError(String error, String description, Optional<String> reason) {

  /** Ends the handling of a request with an error. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient OAuthError error;

    private Refusal(OAuthError error) {
      super(error.description(), null, false, false);
      this.error = error;
    }

    OAuthError error() {
      return error;
    }
  }

  static Refusal invalidRequest(String description) {
    return new Refusal(new OAuthError("invalid_request", description, Optional.empty()));
  }

  static OAuthError invalidGrant(Optional<String> reason) {
    return new OAuthError(
        "invalid_grant",
        reason
            .map(word -> "the session has ended: " + word)
            .orElse("it is invalid, expired, used or revoked"),
        reason);
  }

  static Refusal unsupportedGrantType() {
    return new Refusal(
        new OAuthError(
            "unsupported_grant_type",
            "grant_type must be refresh_token or authorization_code",
            Optional.empty()));
  }

  static Refusal invalidClient() {
    return new Refusal(new OAuthError("invalid_client", "needs a valid API key", Optional.empty()));
  }

  static Refusal insufficientScope(String scope) {
    return new Refusal(
        new OAuthError("insufficient_scope", "needs the scope " + scope, Optional.empty()));
  }

  int status() {
    return switch (error) {
      case "invalid_client" -> 401;
      case "insufficient_scope" -> 403;
      default -> 400;
    };
  }

  JsonObject json() {
    var json = new JsonObject().put("error", error).put("error_description", description);
    reason.ifPresent(word -> json.put("reason", word));
    return json;
  }
}
