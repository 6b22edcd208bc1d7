package dev.sojourn.domain.token;

import dev.sojourn.domain.UrlBase64;
import dev.sojourn.domain.session.SessionId;

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
    return UrlBase64.encode(keys.mark(PURPOSE, content(id)));
  }

  /** Whether a text is the token of this session; in constant time. */
  public static boolean isOf(SessionId id, String text, KeyRing keys) {
    return UrlBase64.decode(text)
        .filter(mark -> keys.hasMarked(mark, PURPOSE, content(id)))
        .isPresent();
  }

  private static byte[] content(SessionId id) {
    return Bodies.write(16, id).array();
  }
}
