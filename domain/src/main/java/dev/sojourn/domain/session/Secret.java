package dev.sojourn.domain.session;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What the tokens of a session are derived from, beside the server key: 32 random bytes that never
 * leave the process and the store. Compared in constant time; {@code toString} hides it.
 */
public final class Secret {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  /**
   * @throws IllegalArgumentException if not of 32 bytes
   */
  public Secret(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("must have " + LENGTH + " bytes");
    }
    this.bytes = bytes.clone();
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(bytes, secret.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Secret[hidden]";
  }
}
