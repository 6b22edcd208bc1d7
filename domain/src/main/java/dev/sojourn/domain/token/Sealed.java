package dev.sojourn.domain.token;

import dev.sojourn.domain.UrlBase64;
import dev.sojourn.domain.session.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The form that all tokens share: prefix, then base64url of
 *
 * <pre>key id 1 | body | check 8 | tag 32</pre>
 *
 * <p>The check is a MAC by the server key alone: a forged token is refused without a look at the
 * store, and a scanner can tell our tokens from noise. The tag is a MAC that also covers the secret
 * of the session, so neither the server key nor the database alone yields a token. Prefix and
 * purpose differ by kind, so a token of one kind is never taken for another.
 */
record Sealed(Kind kind, KeyId keyId, byte[] body, byte[] check, byte[] tag) {
  private static final int CHECK_LENGTH = 8;
  private static final int TAG_LENGTH = 32;

  /** What a token is for. The purpose is what both MACs begin with. */
  enum Kind {
    REFRESH("srt_", 16 + 4),
    ACCESS("sat_", 16 + 4 + 8),
    EXCHANGE("sxc_", 16 + 8);

    private final String prefix;
    private final byte[] purpose;
    private final int bodyLength;
    private final int textLength;

    Kind(String prefix, int bodyLength) {
      this.prefix = prefix;
      this.bodyLength = bodyLength;
      purpose = ("sojourn " + name()).getBytes(StandardCharsets.US_ASCII);
      textLength = prefix.length() + (4 * (1 + bodyLength + CHECK_LENGTH + TAG_LENGTH) + 2) / 3;
    }
  }

  /** The text of a token. */
  static String seal(Kind kind, byte[] body, KeyRing keys, Secret secret) {
    var keyId = keys.maker();
    var key = keys.get(keyId);
    var signed = signed(kind, keyId, body);
    var check = Arrays.copyOf(key.mac(signed), CHECK_LENGTH);
    var tag = key.mac(signed, check, secret.bytes());
    var bytes =
        ByteBuffer.allocate(1 + kind.bodyLength + CHECK_LENGTH + TAG_LENGTH)
            .put((byte) keyId.value())
            .put(body)
            .put(check)
            .put(tag)
            .array();
    return kind.prefix + UrlBase64.encode(bytes);
  }

  /** The token that a text spells, if one of our keys made its check. */
  static Optional<Sealed> open(Kind kind, String text, KeyRing keys) {
    if (text.length() != kind.textLength || !text.startsWith(kind.prefix)) {
      return Optional.empty();
    }
    return UrlBase64.decode(text.substring(kind.prefix.length()))
        .flatMap(bytes -> open(kind, bytes, keys));
  }

  private static Optional<Sealed> open(Kind kind, byte[] bytes, KeyRing keys) {
    var keyId = new KeyId(bytes[0] & 0xff);
    var bodyEnd = 1 + kind.bodyLength;
    var body = Arrays.copyOfRange(bytes, 1, bodyEnd);
    var check = Arrays.copyOfRange(bytes, bodyEnd, bodyEnd + CHECK_LENGTH);
    var tag = Arrays.copyOfRange(bytes, bodyEnd + CHECK_LENGTH, bytes.length);
    return keys.find(keyId)
        .map(key -> Arrays.copyOf(key.mac(signed(kind, keyId, body)), CHECK_LENGTH))
        .filter(expected -> MessageDigest.isEqual(expected, check))
        .map(_ -> new Sealed(kind, keyId, body, check, tag));
  }

  /** Whether the tag was made for a session with this secret; in constant time. */
  boolean isMadeFor(Secret secret, KeyRing keys) {
    return keys.find(keyId)
        .map(key -> key.mac(signed(kind, keyId, body), check, secret.bytes()))
        .filter(expected -> MessageDigest.isEqual(expected, tag))
        .isPresent();
  }

  private static byte[] signed(Kind kind, KeyId keyId, byte[] body) {
    return ByteBuffer.allocate(kind.purpose.length + 1 + body.length)
        .put(kind.purpose)
        .put((byte) keyId.value())
        .put(body)
        .array();
  }

  @Override
  public String toString() {
    return "Sealed[hidden]";
  }
}
