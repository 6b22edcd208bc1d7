package dev.sojourn.adapters.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.domain.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static WebhookSecret secret(String text) {
    return WebhookSecret.parse(text).valid().orElseThrow();
  }

  @Test
  void itSignsAsTheLibrariesOfTheStandardDo() {
    assertEquals(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        secret(SECRET)
            .sign(
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"23, false", "24, true", "64, true", "65, false"})
  void itHas24To64Bytes(int bytes, boolean isGood) {
    var text = "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    assertEquals(isGood, WebhookSecret.parse(text) instanceof Parsed.Valid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"})
  void anythingElseIsNone(String text) {
    assertInstanceOf(Parsed.Invalid.class, WebhookSecret.parse(text));
  }

  @Test
  void itIsNotShown() {
    assertFalse(secret(SECRET).toString().contains("MfKQ"));
  }
}
