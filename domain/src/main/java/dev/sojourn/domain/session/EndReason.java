package dev.sojourn.domain.session;

import java.util.Arrays;
import java.util.Optional;

/** Why a session ended. */
public enum EndReason {
  /** Nothing happened for the idle timeout of its policy. */
  IDLE_TIMEOUT("idle_timeout"),
  /** The person proved who they are longer ago than the absolute timeout of its policy. */
  ABSOLUTE_TIMEOUT("absolute_timeout"),
  /** It was not refreshed within its lifetime. */
  EXPIRED("expired"),
  /** The person signed out. */
  LOGOUT("logout"),
  /** An operator, or the person on another device, ended it. */
  REVOKED("revoked"),
  /** A refresh token came that its client must have replaced (RFC 9700, section 4.14.2). */
  TOKEN_REUSE("token_reuse"),
  /** The exchange was done a second time (ASVS 5.0, 10.4.2). */
  CODE_REUSE("code_reuse"),
  /** A newer session of the same user took its place. */
  EVICTED("evicted"),
  /** The user may not have sessions any more. */
  USER_DISABLED("user_disabled");

  private final String word;

  EndReason(String word) {
    this.word = word;
  }

  /** The word in JSON, SQL and metrics. */
  public String word() {
    return word;
  }

  /** The reason that has this word. */
  public static Optional<EndReason> ofWord(String word) {
    return Arrays.stream(values()).filter(reason -> reason.word.equals(word)).findFirst();
  }
}
