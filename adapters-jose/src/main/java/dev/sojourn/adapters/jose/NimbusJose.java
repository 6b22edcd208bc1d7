package dev.sojourn.adapters.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import dev.sojourn.application.port.Jose;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.dpop.DpopProof;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JOSE by Nimbus JOSE + JWT. */
public final class NimbusJose implements Jose {
  private static final Set<String> OUR_HEADER = Set.of("alg", "kid", "typ");
  private static final Set<String> PROOF_HEADER = Set.of("alg", "jwk", "typ");
  private static final String PROOF_TYPE = "dpop+jwt";

  /** A proof with an RSA key of 4096 bits has some 2 KiB. */
  private static final int LONGEST_PROOF = 4096;

  private static final int LONGEST_PROOF_ID = 256;

  /**
   * Makes, signs and checks a DPoP proof with each algorithm of elliptic curves. The JDK's security
   * providers, native code and the classes of Nimbus are loaded by it, which takes a second on a
   * slow machine; the first request would wait for it otherwise, on the event loop. Blocks.
   */
  public void prepare() {
    for (var algorithm : List.of(SigningAlgorithm.EDDSA, SigningAlgorithm.ES256)) {
      var _ = proof(signedProof(make(algorithm), of(algorithm))).orElseThrow();
    }
  }

  private static String signedProof(MadeKey made, JWSAlgorithm algorithm) {
    var jwk = parsed(new String(made.privateKey(), StandardCharsets.UTF_8));
    var header =
        new JWSHeader.Builder(algorithm)
            .type(new JOSEObjectType(PROOF_TYPE))
            .jwk(jwk.toPublicJWK())
            .build()
            .toBase64URL();
    var claims =
        new Json.Object(
            Map.of(
                "jti", new Json.Text("-"),
                "htm", new Json.Text("POST"),
                "htu", new Json.Text("https://localhost"),
                "iat", new Json.Whole(0)));
    var signed = header + "." + Base64URL.encode(claims.compact());
    var signature =
        Signatures.sign(
            algorithm, Keys.privateKey(jwk), signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Base64URL.encode(signature);
  }

  @Override
  public MadeKey make(SigningAlgorithm algorithm) {
    var made = Keys.make(of(algorithm));
    var id = thumbprint(made);
    return new MadeKey(
        id,
        published(made.toPublicJWK(), id, algorithm),
        made.toJSONString().getBytes(StandardCharsets.UTF_8));
  }

  private static KeyThumbprint thumbprint(JWK jwk) {
    try {
      return new KeyThumbprint(jwk.computeThumbprint().toString());
    } catch (JOSEException everyJdkHasSha256) {
      throw new IllegalStateException(everyJdkHasSha256);
    }
  }

  private static String published(JWK publicKey, KeyThumbprint id, SigningAlgorithm algorithm) {
    var members = publicKey.toJSONObject();
    members.put("kid", id.value());
    members.put("alg", algorithm.word());
    members.put("use", KeyUse.SIGNATURE.identifier());
    return ((Json.Object) Json.of(members)).compact();
  }

  private static JWSAlgorithm of(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case EDDSA -> JWSAlgorithm.EdDSA;
      case ES256 -> JWSAlgorithm.ES256;
      case RS256 -> JWSAlgorithm.RS256;
    };
  }

  @Override
  public Signer signer(SigningKey key, byte[] privateKey) {
    var algorithm = of(key.algorithm());
    var secret = Keys.privateKey(parsed(new String(privateKey, StandardCharsets.UTF_8)));
    return (type, claims) -> {
      var header =
          new JWSHeader.Builder(algorithm)
              .type(new JOSEObjectType(type))
              .keyID(key.id().value())
              .build()
              .toBase64URL();
      var signed = header + "." + Base64URL.encode(claims.compact());
      var signature =
          Signatures.sign(algorithm, secret, signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + Base64URL.encode(signature);
    };
  }

  @Override
  public Verifier verifier(SigningKey key) {
    var algorithm = of(key.algorithm());
    var publicKey = Keys.publicKey(parsed(key.publicKey()), algorithm).orElseThrow();
    return jwt ->
        jwt.algorithm().equals(algorithm.getName())
            && Compact.parse(jwt.text())
                .filter(
                    compact ->
                        Signatures.verifies(
                            algorithm, publicKey, compact.signed(), compact.signature()))
                .isPresent();
  }

  private static JWK parsed(String jwk) {
    try {
      return JWK.parse(jwk);
    } catch (ParseException notOurs) {
      throw new IllegalArgumentException("is no key that was made here", notOurs);
    }
  }

  @Override
  public Optional<Signed> parse(String text) {
    return Compact.parse(text)
        .filter(compact -> compact.header().keySet().equals(OUR_HEADER))
        .flatMap(
            compact ->
                compact
                    .headerText("kid")
                    .flatMap(
                        kid ->
                            compact
                                .headerText("alg")
                                .flatMap(
                                    algorithm ->
                                        compact
                                            .headerText("typ")
                                            .map(
                                                type ->
                                                    new Signed(
                                                        text,
                                                        kid,
                                                        algorithm,
                                                        type.toLowerCase(Locale.ROOT),
                                                        compact.json())))));
  }

  @Override
  public Optional<DpopProof> proof(String text) {
    return text.length() > LONGEST_PROOF
        ? Optional.empty()
        : Compact.parse(text).flatMap(NimbusJose::proof);
  }

  private static Optional<DpopProof> proof(Compact compact) {
    if (!compact.header().keySet().equals(PROOF_HEADER)
        || !compact.headerText("typ").equals(Optional.of(PROOF_TYPE))) {
      return Optional.empty();
    }
    var algorithm = compact.headerText("alg").flatMap(NimbusJose::asymmetric);
    var jwk = publicJwk(compact.header().get("jwk"));
    if (algorithm.isEmpty() || jwk.isEmpty()) {
      return Optional.empty();
    }
    return Keys.publicKey(jwk.get(), algorithm.get())
        .filter(
            key -> Signatures.verifies(algorithm.get(), key, compact.signed(), compact.signature()))
        .flatMap(_ -> claims(thumbprint(jwk.get()), compact));
  }

  private static Optional<JWSAlgorithm> asymmetric(String name) {
    return Signatures.algorithms().stream().filter(each -> each.getName().equals(name)).findFirst();
  }

  /** A key that brings its private part along is no secret any more. */
  private static Optional<JWK> publicJwk(@Nullable Object header) {
    if (!(header instanceof Map<?, ?> members)) {
      return Optional.empty();
    }
    var named = new HashMap<String, Object>();
    members.forEach((name, value) -> named.put(String.valueOf(name), value));
    try {
      return Optional.of(JWK.parse(named)).filter(jwk -> !jwk.isPrivate());
    } catch (ParseException | IllegalArgumentException | IllegalStateException noKey) {
      return Optional.empty();
    }
  }

  private static Optional<DpopProof> claims(KeyThumbprint key, Compact compact) {
    var id = compact.claimText("jti").filter(jti -> !jti.isEmpty());
    var method = compact.claimText("htm");
    var uri = compact.claimText("htu");
    if (id.isEmpty()
        || id.get().length() > LONGEST_PROOF_ID
        || method.isEmpty()
        || uri.isEmpty()
        || !(compact.claims().get("iat") instanceof Number seconds)
        || isNoText(compact.claims().get("ath"))
        || isNoText(compact.claims().get("nonce"))) {
      return Optional.empty();
    }
    var issuedAt = seconds.doubleValue();
    if (!(issuedAt >= 0 && issuedAt < 1e11)) {
      return Optional.empty();
    }
    return Optional.of(
        new DpopProof(
            key,
            id.get(),
            method.get(),
            uri.get(),
            Instant.ofEpochMilli((long) (issuedAt * 1000)),
            compact.claimText("ath"),
            compact.claimText("nonce")));
  }

  /** There, and not what it must be. */
  private static boolean isNoText(@Nullable Object claim) {
    return claim != null && !(claim instanceof String);
  }
}
