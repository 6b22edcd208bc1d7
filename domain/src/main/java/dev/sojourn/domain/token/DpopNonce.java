package dev.sojourn.domain.token;

import dev.sojourn.domain.UrlBase64;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * What a client is given to put into its next proof, so that proofs cannot be made in advance (RFC
 * 9449, section 8): a time that is marked by a server key, so every node knows it and none keeps
 * it.
 */
public final class DpopNonce {
  /** How long one is good for. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final String PURPOSE = "dpop nonce";

  private DpopNonce() {}

  /** The nonce of an instant. */
  public static String at(Instant now, KeyRing keys) {
    var time = ByteBuffer.allocate(Long.BYTES).putLong(now.getEpochSecond()).array();
    var nonce = ByteBuffer.allocate(Long.BYTES + KeyRing.MARK_LENGTH);
    return UrlBase64.encode(nonce.put(time).put(keys.mark(PURPOSE, time)).array());
  }

  /** Whether a text is a nonce of ours, and still good. */
  public static boolean isGood(String text, Instant now, KeyRing keys) {
    return UrlBase64.decode(text).filter(nonce -> isGood(nonce, now, keys)).isPresent();
  }

  private static boolean isGood(byte[] bytes, Instant now, KeyRing keys) {
    if (bytes.length != Long.BYTES + KeyRing.MARK_LENGTH) {
      return false;
    }
    var time = Arrays.copyOf(bytes, Long.BYTES);
    var mark = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
    if (!keys.hasMarked(mark, PURPOSE, time)) {
      return false;
    }
    var age = now.getEpochSecond() - ByteBuffer.wrap(time).getLong();
    return age < LIFETIME.toSeconds();
  }
}
