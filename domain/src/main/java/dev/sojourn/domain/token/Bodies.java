package dev.sojourn.domain.token;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.SessionId;
import java.nio.ByteBuffer;
import java.util.UUID;

/** The pieces that token bodies are made of, big-endian. */
final class Bodies {
  private Bodies() {}

  static ByteBuffer write(int length, SessionId id) {
    return ByteBuffer.allocate(length)
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits());
  }

  static SessionId readSessionId(ByteBuffer body) {
    return new SessionId(new UUID(body.getLong(), body.getLong()));
  }

  static Generation readGeneration(ByteBuffer body) {
    return new Generation(body.getInt());
  }
}
