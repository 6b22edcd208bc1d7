package dev.sojourn.adapters.webhooks;

import dev.sojourn.domain.Parsed;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a webhook is signed with and its receiver checks (Standard Webhooks, "Signature scheme"):
 * {@code whsec_} and 24 to 64 bytes in base64.
 */
public final class WebhookSecret {
  /** What every secret begins with, so that secret scanners can tell it. */
  public static final String PREFIX = "whsec_";

  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private WebhookSecret(byte[] bytes) {
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  /** Reads it as it is configured. */
  public static Parsed<WebhookSecret> parse(String text) {
    if (text.startsWith(PREFIX)) {
      try {
        var bytes = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (bytes.length >= SHORTEST && bytes.length <= LONGEST) {
          return new Parsed.Valid<>(new WebhookSecret(bytes));
        }
      } catch (IllegalArgumentException notBase64) {
        // told below
      }
    }
    return new Parsed.Invalid<>("must be whsec_ and 24 to 64 random bytes in base64");
  }

  /** The signature of a message: {@code v1,} and the HMAC-SHA-256 in base64. */
  String sign(String id, long timestamp, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public String toString() {
    return "WebhookSecret[hidden]";
  }
}
