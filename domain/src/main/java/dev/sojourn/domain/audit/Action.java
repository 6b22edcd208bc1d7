package dev.sojourn.domain.audit;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What was done. Refreshes are not among it: they change nothing but tokens. */
public enum Action {
  SESSION_OPENED,
  /** The client has the tokens of a login with PKCE. */
  TOKENS_EXCHANGED,
  SESSION_REAUTHENTICATED,
  ATTRIBUTES_CHANGED,
  SESSION_ENDED,
  /** Many sessions were ended by one word; each end is told of by itself as well. */
  SESSIONS_CUT_OFF,
  USER_DISABLED,
  USER_ENABLED,
  /** Too many logins have failed. */
  SUBJECT_LOCKED,
  LOCKOUT_LIFTED,
  /** A session was opened on a device that the user had not used before. */
  NEW_DEVICE,
  API_KEY_CREATED,
  /** A key to sign JWTs was made, on schedule or on demand. */
  SIGNING_KEY_CREATED,
  /** A key that signs JWTs was withdrawn, or deleted when no token of it could come any more. */
  SIGNING_KEY_DELETED;

  /** The word in JSON and SQL. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The action that has this word. */
  public static Optional<Action> ofWord(String word) {
    return Arrays.stream(values()).filter(action -> action.word().equals(word)).findFirst();
  }
}
