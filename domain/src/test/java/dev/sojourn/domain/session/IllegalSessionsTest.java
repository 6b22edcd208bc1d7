package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be constructed, and what is truncated so that equality holds everywhere. */
class IllegalSessionsTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final Secret SECRET = new Secret(new byte[Secret.LENGTH]);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it expires after it was created          | 0  | 1 | legal
          not in the same millisecond              | 0  | 0 | expires_at must be after created_at
          activity does not come before            | -1 | 1 | last_activity_at must not be before created_at
          """)
  void times(String rule, int activityMillis, int expiryMillis, String expected) {
    assertEquals(
        expected,
        told(() -> new Times(T0, T0.plusMillis(activityMillis), T0.plusMillis(expiryMillis), T0)));
  }

  @Test
  void noGenerationWasSeenThatWasNotHandedOut() {
    assertEquals(
        "seen_generation must not be beyond generation",
        told(
            () ->
                new Rotation(
                    SECRET,
                    new Generation(1),
                    Optional.of(new Generation(2)),
                    T0,
                    TokenTerms.STANDARD)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 11})
  void triesAreFromNoneToTen(int tries) {
    assertEquals(
        "must have 0 to 10 tries",
        told(
            () ->
                new Exchange.Awaited(
                    new AuthorizationId("login"),
                    CodeChallenge.of(new CodeVerifier("v".repeat(43))),
                    tries)));
  }

  @Test
  void anAuthenticationHasAtMostTenMethods() {
    assertDoesNotThrow(() -> authentication(10, "pwd"));
    assertEquals("must have at most 10 methods", told(() -> authentication(11, "pwd")));
    assertEquals("must have 1 to 64 characters", told(() -> authentication(1, "")));
  }

  private static Authentication authentication(int methods, String method) {
    return new Authentication(T0, Collections.nCopies(methods, method), Optional.empty());
  }

  @Test
  void aDeviceHasNoEmptyText() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Device(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(""),
                Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void aSecretHas32Bytes(int length) {
    assertEquals("must have 32 bytes", told(() -> new Secret(new byte[length])));
  }

  @Test
  void aSecretHidesItselfAndIsNotChangedFromOutside() {
    var bytes = new byte[Secret.LENGTH];
    var secret = new Secret(bytes);
    bytes[0] = 1;
    secret.bytes()[1] = 1;

    assertEquals(new Secret(new byte[Secret.LENGTH]), secret);
    assertEquals("Secret[hidden]", secret.toString());
    assertFalse(Rotation.first(secret, TokenTerms.STANDARD, T0).toString().contains("[0, 0"));
  }

  @Test
  void allInstantsAreWholeMilliseconds() {
    var fine = T0.plusNanos(999_999);

    assertEquals(
        new Times(T0, T0, T0.plusMillis(1), T0), new Times(fine, fine, fine.plusMillis(1), fine));
    assertEquals(T0, new End(EndReason.LOGOUT, fine).at());
    assertEquals(T0, new Authentication(fine, List.of(), Optional.empty()).at());
    assertEquals(T0, Rotation.first(SECRET, TokenTerms.STANDARD, fine).rotatedAt());
    assertEquals(
        T0,
        new Exchange.Done(
                new AuthorizationId("login"),
                CodeChallenge.of(new CodeVerifier("v".repeat(43))),
                fine)
            .at());
  }

  private static String told(Runnable construction) {
    try {
      construction.run();
      return "legal";
    } catch (IllegalArgumentException illegal) {
      return String.valueOf(illegal.getMessage());
    }
  }
}
