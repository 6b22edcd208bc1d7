package dev.sojourn.adapters.http.request;

import java.util.Locale;

/**
 * How much of a body is read: what a value costs is many times its length, so values have a bound
 * of their own.
 */
public enum BodyLimit {
  /** The largest attributes fit many times. */
  OF_CLIENTS(64 * 1024, 10_000),

  /**
   * For endpoints that read the body before they know who sent it, as OAuth has it. The longest
   * token is a JWT with 4 KiB of attributes, and the longest list a hundred resources.
   */
  OF_ANYBODY(16 * 1024, 200);

  private static final int KIBIBYTE = 1024;

  private final int bytes;
  private final int values;

  BodyLimit(int bytes, int values) {
    this.bytes = bytes;
    this.values = values;
  }

  /** The most bytes. */
  int mostBytes() {
    return bytes;
  }

  /** The most JSON values, those within others included. */
  int mostValues() {
    return values;
  }

  /** As an error tells it. */
  String sentence() {
    return String.format(Locale.ROOT, "at most %d KiB", bytes / KIBIBYTE);
  }
}
