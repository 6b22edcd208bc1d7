package dev.sojourn.application.token;

import dev.sojourn.application.port.Jose;
import dev.sojourn.application.port.ProofStore;
import dev.sojourn.application.token.PresentedProof.Outcome;
import dev.sojourn.domain.dpop.DpopProof;
import dev.sojourn.domain.dpop.DpopProof.Use;
import dev.sojourn.domain.token.DpopNonce;
import dev.sojourn.domain.token.KeyRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Checks what a client shows to prove that it has a key (RFC 9449, section 4.3). */
public final class CheckDpopProof {
  private final Jose jose;
  private final ProofStore proofs;
  private final Supplier<KeyRing> keys;
  private final boolean needsNonce;
  private final InstantSource clock;

  /**
   * @param needsNonce whether each proof must have a nonce of ours in it (section 8)
   */
  public CheckDpopProof(
      Jose jose,
      ProofStore proofs,
      Supplier<KeyRing> keys,
      boolean needsNonce,
      InstantSource clock) {
    this.jose = jose;
    this.proofs = proofs;
    this.keys = keys;
    this.needsNonce = needsNonce;
    this.clock = clock;
  }

  /** A proof is good for one request (RFC 9449, section 11.1). */
  static final ProofRefusal USED_BEFORE = new ProofRefusal.Invalid("came before");

  /**
   * The proof of a request, for the use case that takes the token of the request.
   *
   * @param accessToken that it comes with
   */
  public PresentedProof presented(
      String text, String method, String uri, Optional<String> accessToken) {
    return new PresentedProof(() -> check(text, method, uri, accessToken));
  }

  private Outcome check(String text, String method, String uri, Optional<String> accessToken) {
    var now = clock.instant();
    var proof = jose.proof(text);
    if (proof.isEmpty()) {
      return invalid("is no DPoP proof that verifies");
    }
    var use = new Use(method, uri, accessToken.map(CheckDpopProof::hash));
    var fault = proof.get().fault(use, now);
    if (fault.isPresent()) {
      return invalid(fault.get());
    }
    if (needsNonce
        && proof
            .get()
            .nonce()
            .filter(nonce -> DpopNonce.isGood(nonce, now, keys.get()))
            .isEmpty()) {
      return new Outcome.Refused(new ProofRefusal.NonceNeeded(DpopNonce.at(now, keys.get())));
    }
    return new Outcome.Verified(
        proof.get().key(), () -> proofs.use(name(proof.get()), proof.get().goodUntil()));
  }

  private static Outcome invalid(String why) {
    return new Outcome.Refused(new ProofRefusal.Invalid(why));
  }

  /** The nonce for the next proof, where one is needed. */
  public Optional<String> nextNonce() {
    return needsNonce ? Optional.of(DpopNonce.at(clock.instant(), keys.get())) : Optional.empty();
  }

  /** The ath (section 4.2). */
  private static String hash(String accessToken) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(accessToken));
  }

  /** A client chooses the id, so it counts together with its key only. */
  private static UUID name(DpopProof proof) {
    var hash = ByteBuffer.wrap(sha256(proof.key().value() + " " + proof.id()));
    return new UUID(hash.getLong(), hash.getLong());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
