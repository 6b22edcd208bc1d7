package dev.sojourn.domain.token;

import dev.sojourn.domain.session.SessionId;
import java.util.Base64;

/**
 * What a page of ours shows to prove that a request with a session's cookie comes from it, where a
 * browser does not say so itself: derived from the session, so nothing is stored (OWASP CSRF
 * prevention, HMAC based token).
 */
public final class CsrfToken {
  private static final String PURPOSE = "csrf token";

  private CsrfToken() {}

  /** The token of a session. */
  public static String of(SessionId id, KeyRing keys) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(keys.mark(PURPOSE, content(id)));
  }

  /** Whether a text is the token of this session; in constant time. */
  public static boolean isOf(SessionId id, String text, KeyRing keys) {
    try {
      return keys.hasMarked(Base64.getUrlDecoder().decode(text), PURPOSE, content(id));
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private static byte[] content(SessionId id) {
    return Bodies.write(16, id).array();
  }
}
