package dev.sojourn.domain.session;

/**
 * The User-Agent header of a client (RFC 9110, section 10.1.5), at most {@value #LONGEST}
 * characters. The text is not stored; the {@link Device} that it tells of is.
 */
public record UserAgent(String value) {
  /**
   * Browsers send 80 to 250 characters, apps with web views up to 400. Some of the expressions of a
   * parser take the square of the length, so this limit bounds what a header can cost.
   */
  public static final int LONGEST = 512;

  /**
   * @throws IllegalArgumentException if it is longer than {@link #LONGEST}; a header of any length
   *     goes through {@link #of}
   */
  public UserAgent {
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException("must have at most " + LONGEST + " characters");
    }
  }

  /** Keeps the beginning of a header that is too long. */
  public static UserAgent of(String header) {
    return new UserAgent(header.length() > LONGEST ? header.substring(0, LONGEST) : header);
  }
}
