package dev.sojourn.domain.token;

/** Which server key a token was made with: 0 to 255, one byte in the token. */
public record KeyId(int value) implements Comparable<KeyId> {

  /**
   * @throws IllegalArgumentException out of range
   */
  public KeyId {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException("must be from 0 to 255");
    }
  }

  @Override
  public int compareTo(KeyId other) {
    return Integer.compare(value, other.value);
  }
}
