package dev.sojourn.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A client that begins a login with a secret of its own and ends it by telling it (RFC 7636). */
final class PkceClient {
  private final String verifier = UUID.randomUUID() + "." + UUID.randomUUID();

  String verifier() {
    return verifier;
  }

  String challenge() {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  /** Begins a login. */
  String authorizationId(Api backend) {
    return backend
        .post(
            "/v1/authorizations",
            "{\"code_challenge\": \"%s\", \"client_type\": \"web\"}".formatted(challenge()))
        .expect(201)
        .text("/authorization_id");
  }

  /** The session that a login leads to, as its opening is answered: with a code, not yet tokens. */
  JsonNode logIn(Api backend, String user) {
    return backend
        .post(
            "/v1/sessions",
            "{\"user_id\": \"%s\", \"authorization_id\": \"%s\"}"
                .formatted(user, authorizationId(backend)))
        .expect(201)
        .json();
  }

  static String code(JsonNode opened) {
    return opened.at("/exchange/code").asText();
  }

  /** What the exchange of this code by this client is answered. */
  Api.Answer exchange(Api api, String code) {
    return exchange(api, code, verifier);
  }

  static Api.Answer exchange(Api api, String code, String verifier) {
    return api.form(
        "/v1/token",
        Map.of("grant_type", "authorization_code", "code", code, "code_verifier", verifier));
  }
}
