package dev.sojourn.domain.token;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a client signs to show that it has the key that its tokens are bound to, its form and
 * signature verified (RFC 9449, section 4.2).
 *
 * @param key whose
 * @param id the jti, 1 to 256 characters; never comes twice
 * @param method the htm
 * @param uri the htu
 * @param issuedAt the iat
 * @param accessTokenHash the ath: SHA-256 of the access token in base64url
 * @param nonce what the server gave to be signed
 */
public record DpopProof(
    KeyThumbprint key,
    String id,
    String method,
    String uri,
    Instant issuedAt,
    Optional<String> accessTokenHash,
    Optional<String> nonce) {

  /** How long a proof is accepted after it was made (RFC 9449, section 11.1: brief). */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  /** How far the clock of a client may be ahead (RFC 9449, section 11.1: seconds, not minutes). */
  public static final Duration AHEAD = Duration.ofSeconds(10);

  /** An escaped letter, digit, hyphen, dot, underscore or tilde (RFC 3986, section 2.3). */
  private static final Pattern NEEDLESS =
      Pattern.compile("%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])");

  private static final Pattern ESCAPE = Pattern.compile("%[0-9a-fA-F]{2}");
  private static final Pattern AS_BROWSERS_SEND = Pattern.compile("[|\\^`{}\"<>\\[\\]]");

  /**
   * What the proof is shown for.
   *
   * @param uri as the client sent it; query and fragment do not count
   * @param accessTokenHash of the access token that comes with it
   */
  public record Use(String method, String uri, Optional<String> accessTokenHash) {}

  /**
   * Why it proves nothing for this use; empty if it proves the key, provided that it comes for the
   * first time (RFC 9449, section 4.3). The nonce is judged apart.
   */
  public Optional<String> fault(Use use, Instant now) {
    if (!method.equals(use.method())) {
      return Optional.of("htm is not the method of the request");
    }
    if (normalized(uri).isEmpty() || !normalized(uri).equals(normalized(use.uri()))) {
      return Optional.of("htu is not the URI of the request");
    }
    if (!now.isBefore(goodUntil())) {
      return Optional.of("iat is too long ago");
    }
    if (issuedAt.isAfter(now.plus(AHEAD))) {
      return Optional.of("iat is in the future");
    }
    if (use.accessTokenHash().isPresent() && !accessTokenHash.equals(use.accessTokenHash())) {
      return Optional.of("ath is not the hash of the access token");
    }
    return Optional.empty();
  }

  /** From then on it proves nothing, so nobody need remember that it came. */
  public Instant goodUntil() {
    return issuedAt.plus(LIFETIME);
  }

  /**
   * Scheme, authority and path, written in one way (RFC 3986, section 6.2.2; RFC 9449, section
   * 4.3); empty if the text is no absolute URI.
   */
  /**
   * The path's percent-encoding in one way: what needs none has none, what has it is in capitals.
   */
  private static String escaped(String text) {
    var path = text.indexOf('/', text.indexOf("://") + 3);
    if (path < 0) {
      return text;
    }
    var plain = NEEDLESS.matcher(text.substring(path)).replaceAll(DpopProof::unescaped);
    var capitals =
        ESCAPE.matcher(plain).replaceAll(escape -> escape.group().toUpperCase(Locale.ROOT));
    return text.substring(0, path)
        + AS_BROWSERS_SEND
            .matcher(capitals)
            .replaceAll(raw -> String.format("%%%02X", (int) raw.group().charAt(0)));
  }

  private static String unescaped(MatchResult escape) {
    return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
  }

  private static Optional<String> normalized(String text) {
    try {
      // Without the query; and browsers send some characters as they are that no URI may have.
      var uri = URI.create(escaped(text.split("[?#]", 2)[0]));
      if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
        return Optional.empty();
      }
      var scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      var standardPort = scheme.equals("https") ? 443 : scheme.equals("http") ? 80 : -1;
      var port = uri.getPort() == standardPort || uri.getPort() < 0 ? "" : ":" + uri.getPort();
      var path = uri.normalize().getRawPath();
      return Optional.of(
          scheme
              + "://"
              + uri.getHost().toLowerCase(Locale.ROOT)
              + port
              + (path == null || path.isEmpty() ? "/" : path));
    } catch (IllegalArgumentException noUri) {
      return Optional.empty();
    }
  }
}
