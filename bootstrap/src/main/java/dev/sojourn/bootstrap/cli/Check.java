package dev.sojourn.bootstrap.cli;

import java.util.Locale;

/**
 * One thing that was looked at, and what was found.
 *
 * @param said what is so, and, if it is not as it should be, what to do; one line
 */
record Check(Result result, String subject, String said) {

  /** What is thought of it; the worst last. */
  enum Result {
    OK,
    WARNING,
    WRONG;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Check ok(String subject, String said) {
    return new Check(Result.OK, subject, said);
  }

  /** It works, and may not for long, or not as well as it could. */
  static Check warning(String subject, String said) {
    return new Check(Result.WARNING, subject, said);
  }

  /** It does not work, or breaks a promise. */
  static Check wrong(String subject, String said) {
    return new Check(Result.WRONG, subject, said);
  }

  boolean isWrong() {
    return result == Result.WRONG;
  }

  /** On one line, whatever a database or a library said. */
  @Override
  public String toString() {
    return "%-8s %s: %s".formatted(result.word(), subject, said).replaceAll("\\s*\\R\\s*", " ");
  }
}
