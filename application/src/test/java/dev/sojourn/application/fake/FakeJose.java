package dev.sojourn.application.fake;

import dev.sojourn.application.port.Jose;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.dpop.DpopProof;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * JOSE without cryptography: a JWT is a name for what was signed, and a proof is one that a test
 * has written down.
 */
public final class FakeJose implements Jose {
  private final AtomicInteger made = new AtomicInteger();
  private final Map<String, Signed> signed = new HashMap<>();
  private final Map<String, DpopProof> proofs = new HashMap<>();

  @Override
  public synchronized MadeKey make(SigningAlgorithm algorithm) {
    var id = new KeyThumbprint("%04d".formatted(made.incrementAndGet()) + "A".repeat(39));
    return new MadeKey(
        id, "{\"kid\":\"" + id + "\"}", ("private " + id).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Signer signer(SigningKey key, byte[] privateKey) {
    if (!new String(privateKey, StandardCharsets.UTF_8).equals("private " + key.id())) {
      throw new IllegalArgumentException("is another key");
    }
    return (type, claims) -> sign(key, type, claims);
  }

  private synchronized String sign(SigningKey key, String type, Json.Object claims) {
    var text = "ey" + key.id() + "." + type + "." + claims.compact();
    signed.put(text, new Signed(text, key.id().value(), key.algorithm().word(), type, claims));
    return text;
  }

  @Override
  public Verifier verifier(SigningKey key) {
    return jwt -> jwt.keyId().equals(key.id().value());
  }

  @Override
  public synchronized Optional<Signed> parse(String text) {
    return Optional.ofNullable(signed.get(text));
  }

  /** From now on this text is a proof. */
  public synchronized void knows(String text, DpopProof proof) {
    proofs.put(text, proof);
  }

  @Override
  public synchronized Optional<DpopProof> proof(String text) {
    return Optional.ofNullable(proofs.get(text));
  }
}
