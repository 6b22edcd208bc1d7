package dev.sojourn.domain.token;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One key of the ring: 32 bytes or more, used for HMAC-SHA-256 only. {@code toString} hides it. */
public final class ServerKey {
  /** The fewest bytes (RFC 2104, section 3: not shorter than the hash). */
  public static final int SHORTEST = 32;

  private static final String ALGORITHM = "HmacSHA256";

  /** Keyed and never fed: copying it is cheaper than looking up and keying another. */
  private final Mac keyed;

  /**
   * @throws IllegalArgumentException if shorter than 32 bytes
   */
  public ServerKey(byte[] bytes) {
    if (bytes.length < SHORTEST) {
      throw new IllegalArgumentException("must have at least " + SHORTEST + " bytes");
    }
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(bytes, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** HMAC-SHA-256 over the parts, one after the other; 32 bytes. */
  byte[] mac(byte[]... parts) {
    try {
      var mac = (Mac) keyed.clone();
      for (var part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (CloneNotSupportedException everyJdkCan) {
      throw new IllegalStateException(everyJdkCan);
    }
  }

  @Override
  public String toString() {
    return "ServerKey[hidden]";
  }
}
