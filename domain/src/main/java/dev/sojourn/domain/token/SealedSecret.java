package dev.sojourn.domain.token;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Bytes that only a server key opens, so that a store may keep them; {@code toString} hides it. */
public final class SealedSecret {
  private final byte[] bytes;

  public SealedSecret(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** The id of the server key that it was sealed with; empty if it is too short to have one. */
  public Optional<KeyId> keyId() {
    return bytes.length == 0 ? Optional.empty() : Optional.of(new KeyId(bytes[0] & 0xff));
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealedSecret sealed && MessageDigest.isEqual(bytes, sealed.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "SealedSecret[hidden]";
  }
}
