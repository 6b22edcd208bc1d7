package dev.sojourn.application.fake;

import dev.sojourn.application.port.Entropy;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Counts instead of drawing lots: the same in every run, never the same twice. */
public final class FakeEntropy implements Entropy {
  private final AtomicLong drawn = new AtomicLong();

  @Override
  public SessionId sessionId(Instant now) {
    return new SessionId(
        new UUID((now.toEpochMilli() << 16) | 0x7000, (1L << 63) | drawn.incrementAndGet()));
  }

  @Override
  public Secret secret() {
    return new Secret(
        ByteBuffer.allocate(Secret.LENGTH)
            .putLong(Secret.LENGTH - Long.BYTES, drawn.incrementAndGet())
            .array());
  }

  @Override
  public AuthorizationId authorizationId() {
    return new AuthorizationId("authorization " + drawn.incrementAndGet());
  }
}
