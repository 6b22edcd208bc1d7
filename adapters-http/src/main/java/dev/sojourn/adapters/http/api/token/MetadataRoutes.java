package dev.sojourn.adapters.http.api.token;

import dev.sojourn.adapters.http.auth.DpopHeader;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.EntityTags;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.application.token.JwtMint;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKeys;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** /.well-known: what clients and verifiers find out by themselves (RFC 8414, RFC 7517). */
public final class MetadataRoutes {
  static final String CACHED = "public, max-age=" + SigningKeys.KEPT_BY_VERIFIERS.toSeconds();

  private final Issuer issuer;
  private final JwtMint jwts;
  private final SigningAlgorithm algorithm;
  private final Optional<String> loginUrl;

  public MetadataRoutes(
      Issuer issuer, JwtMint jwts, SigningAlgorithm algorithm, Optional<String> loginUrl) {
    this.issuer = issuer;
    this.jwts = jwts;
    this.algorithm = algorithm;
    this.loginUrl = loginUrl;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(
            HttpMethod.GET,
            "/.well-known/oauth-authorization-server",
            call -> cached(call, "application/json", metadata().encode())),
        Endpoint.open(
            HttpMethod.GET,
            "/.well-known/openid-configuration",
            call -> cached(call, "application/json", openIdMetadata().encode())),
        Endpoint.open(HttpMethod.GET, "/.well-known/jwks.json", this::keys));
  }

  /** RFC 8414, section 2. */
  private JsonObject metadata() {
    var name = issuer.name();
    var json =
        new JsonObject()
            .put("issuer", name)
            .put("token_endpoint", name + "/v1/token")
            .put("jwks_uri", name + "/.well-known/jwks.json")
            .put("response_types_supported", new JsonArray(List.of("code")))
            .put(
                "grant_types_supported",
                new JsonArray(List.of("authorization_code", "refresh_token")))
            .put("code_challenge_methods_supported", new JsonArray(List.of("S256")))
            .put(
                "token_endpoint_auth_methods_supported",
                new JsonArray(List.of("none", "client_secret_basic", "client_secret_post")))
            .put("introspection_endpoint", name + "/v1/introspect")
            .put(
                "introspection_endpoint_auth_methods_supported",
                new JsonArray(List.of("client_secret_basic", "client_secret_post")))
            .put(
                "introspection_signing_alg_values_supported",
                new JsonArray(List.of(algorithm.word())))
            .put("revocation_endpoint", name + "/v1/revoke")
            .put(
                "revocation_endpoint_auth_methods_supported",
                new JsonArray(List.of("none", "client_secret_basic", "client_secret_post")))
            .put(
                "dpop_signing_alg_values_supported",
                new JsonArray(List.of(DpopHeader.ALGORITHMS.split(" "))))
            .put("service_documentation", name + "/docs/");
    // Where people log in is the application's; there, a login that leads here begins.
    loginUrl.ifPresent(url -> json.put("authorization_endpoint", url));
    return json;
  }

  /**
   * OpenID Connect Discovery 1.0, section 3, for clients that look only there. What it requires of
   * providers of identity is said as far as it is so: no ID token is issued here.
   */
  private JsonObject openIdMetadata() {
    return metadata()
        .put("subject_types_supported", new JsonArray(List.of("public")))
        .put("id_token_signing_alg_values_supported", new JsonArray(List.of(algorithm.word())));
  }

  private void keys(Call call) {
    call.answer(
        jwts.publicKeys(),
        keys ->
            cached(
                call,
                "application/jwk-set+json",
                keys.stream().collect(Collectors.joining(",", "{\"keys\":[", "]}"))));
  }

  private static void cached(Call call, String contentType, String text) {
    var etag = etag(text);
    call.header("Cache-Control", CACHED).header("ETag", etag);
    if (EntityTags.matchWeakly(call.request().headers().getAll("If-None-Match"), etag)) {
      call.empty(304);
    } else {
      call.text(contentType, text);
    }
  }

  private static String etag(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16))
          + '"';
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
