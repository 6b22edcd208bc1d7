package dev.sojourn.application.token;

import dev.sojourn.application.port.Jose;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.AccessToken;
import dev.sojourn.domain.token.JwtAccessToken;
import dev.sojourn.domain.token.KeyRing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Signs JWTs and recognises its own: access tokens (RFC 9068) and introspections (RFC 9701). */
public final class JwtMint {
  private static final String ACCESS_TOKEN = "at+jwt";
  private static final String INTROSPECTION = "token-introspection+jwt";

  /** Ours have below 4 KiB; a longer text is not worth looking at. */
  private static final int LONGEST = 8 * 1024;

  private final SigningKeyRing signingKeys;
  private final Jose jose;
  private final Supplier<KeyRing> serverKeys;
  private final Issuer issuer;
  private final InstantSource clock;

  public JwtMint(
      SigningKeyRing signingKeys,
      Jose jose,
      Supplier<KeyRing> serverKeys,
      Issuer issuer,
      InstantSource clock) {
    this.signingKeys = signingKeys;
    this.jose = jose;
    this.serverKeys = serverKeys;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** An access token of a session's current generation. */
  CompletionStage<String> accessToken(
      Session session, SessionPolicy policy, Instant issuedAt, Instant expiresAt) {
    var claims = claims(session, policy, issuedAt, expiresAt);
    return sign(ACCESS_TOKEN, claims);
  }

  private Json.Object claims(
      Session session, SessionPolicy policy, Instant issuedAt, Instant expiresAt) {
    var rotation = session.rotation();
    var authentication = session.authentication();
    var claims = new LinkedHashMap<String, Json>();
    claims.put("iss", new Json.Text(issuer.name()));
    claims.put("aud", new Json.Text(issuer.audience(policy)));
    claims.put("sub", new Json.Text(session.userId().value()));
    claims.put("client_id", new Json.Text(session.origin().clientId().value()));
    claims.put(
        "jti",
        new Json.Text(
            JwtAccessToken.id(
                session.id(),
                rotation.generation(),
                expiresAt,
                rotation.secret(),
                serverKeys.get())));
    claims.put("sid", new Json.Text(session.id().toString()));
    claims.put("iat", new Json.Whole(issuedAt.getEpochSecond()));
    claims.put("exp", new Json.Whole(expiresAt.getEpochSecond()));
    claims.put("auth_time", new Json.Whole(authentication.at().getEpochSecond()));
    claims.put("generation", new Json.Whole(rotation.generation().value()));
    if (!authentication.amr().isEmpty()) {
      claims.put(
          "amr", new Json.Array(authentication.amr().stream().<Json>map(Json.Text::new).toList()));
    }
    authentication.acr().ifPresent(acr -> claims.put("acr", new Json.Text(acr)));
    rotation.terms().boundTo().ifPresent(key -> claims.put("cnf", confirmation(key.value())));
    return new Json.Object(claims);
  }

  private static Json confirmation(String thumbprint) {
    return new Json.Object(java.util.Map.of("jkt", new Json.Text(thumbprint)));
  }

  /**
   * What a resource server is told of a token, as a JWT that it can keep as evidence.
   *
   * @param audience the resource server
   */
  public CompletionStage<String> introspection(Json.Object introspection, String audience) {
    var claims = new LinkedHashMap<String, Json>();
    claims.put("iss", new Json.Text(issuer.name()));
    claims.put("aud", new Json.Text(audience));
    claims.put("iat", new Json.Whole(clock.instant().getEpochSecond()));
    claims.put("token_introspection", introspection);
    return sign(INTROSPECTION, new Json.Object(claims));
  }

  /**
   * Claims of another kind, signed with the key that signs now.
   *
   * @param type the typ of the header
   */
  public CompletionStage<String> sign(String type, Json.Object claims) {
    return signingKeys
        .signing(clock.instant())
        .thenApply(signing -> signing.signer().sign(type, claims));
  }

  /** The access token that a text is, if a key that is published signed it. */
  CompletionStage<Optional<AccessToken>> accessToken(String text) {
    if (text.length() > LONGEST || !text.startsWith("ey")) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return jose.parse(text)
        .filter(jwt -> jwt.type().equals(ACCESS_TOKEN))
        .filter(jwt -> claims(jwt).isPresent())
        .map(
            jwt ->
                signingKeys
                    .verifier(jwt.keyId())
                    .thenApply(
                        verifier ->
                            verifier.filter(key -> key.verifies(jwt)).flatMap(_ -> claims(jwt))))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  /** Read before the signature is checked, so that what is none of ours costs no look-up. */
  private Optional<AccessToken> claims(Jose.Signed jwt) {
    var claims = jwt.claims().members();
    if (!new Json.Text(issuer.name()).equals(claims.get("iss"))
        || !(claims.get("jti") instanceof Json.Text(var id))
        || !(claims.get("sid") instanceof Json.Text(var sid))
        || !(claims.get("generation") instanceof Json.Whole(var generation))
        || !(claims.get("exp") instanceof Json.Whole(var expiry))
        || generation < 1
        || generation > Integer.MAX_VALUE
        || expiry < 0
        || expiry > AccessToken.NEVER.getEpochSecond()) {
      return Optional.empty();
    }
    return SessionId.parse(sid)
        .valid()
        .map(
            sessionId ->
                new JwtAccessToken(
                    id,
                    sessionId,
                    new Generation((int) (long) generation),
                    Instant.ofEpochSecond(expiry)));
  }

  /** Which keys check what is signed here, as a JWK Set. */
  public CompletionStage<List<String>> publicKeys() {
    return signingKeys
        .published()
        .thenApply(keys -> keys.all().stream().map(key -> key.publicKey()).toList());
  }
}
