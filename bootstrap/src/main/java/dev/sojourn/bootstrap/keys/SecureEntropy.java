package dev.sojourn.bootstrap.keys;

import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.application.port.Entropy;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/** Randomness from the operating system. */
public final class SecureEntropy implements Entropy {
  private static final int AUTHORIZATION_BYTES = 24;
  private static final int KEY_BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  // Ids of one millisecond count upwards, so they sort by their opening (RFC 9562, section 6.2).
  private final TimeBasedEpochGenerator ids = new TimeBasedEpochGenerator(random);

  @Override
  public SessionId sessionId(Instant now) {
    return new SessionId(ids.construct(now.toEpochMilli()));
  }

  @Override
  public Secret secret() {
    return new Secret(bytes(Secret.LENGTH));
  }

  @Override
  public AuthorizationId authorizationId() {
    return new AuthorizationId("sau_" + base64url(bytes(AUTHORIZATION_BYTES)));
  }

  /** An API key in the clear. */
  public String apiKey() {
    return ApiKey.PREFIX + base64url(bytes(KEY_BYTES));
  }

  /** The bytes of a server key. */
  public byte[] serverKey() {
    return bytes(KEY_BYTES);
  }

  /** A password that needs no escaping anywhere. */
  public String password() {
    return base64url(bytes(KEY_BYTES));
  }

  /** From 0, and below 1. */
  public double fraction() {
    return random.nextDouble();
  }

  private byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
