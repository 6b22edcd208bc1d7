package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.policy.PolicyName;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts from outside: what is a value, and what is wrong with what is none. */
class TextsTest {
  private static Parsed<?> parse(String field, String text) {
    return switch (field) {
      case "user_id" -> UserId.parse(text);
      case "client_id" -> ClientId.parse(text);
      case "device" -> Device.parseText(text);
      case "amr" -> Authentication.parseMethod(text);
      case "acr" -> Authentication.parseAcr(text);
      case "authorization_id" -> AuthorizationId.parse(text);
      case "policy" -> PolicyName.parse(text);
      default -> throw new IllegalArgumentException(field);
    };
  }

  @ParameterizedTest(name = "{0}: {1} x {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          user_id          | a   | 0   | must have 1 to 255 characters
          user_id          | a   | 1   | -
          user_id          | a   | 255 | -
          user_id          | a   | 256 | must have 1 to 255 characters
          user_id          | 🗝   | 255 | -
          user_id          | 🗝   | 256 | must have 1 to 255 characters
          client_id        | a   | 64  | -
          client_id        | a   | 65  | must have 1 to 64 characters
          device           | a   | 0   | must have 1 to 45 characters
          device           | 🗝   | 45  | -
          device           | a   | 46  | must have 1 to 45 characters
          amr              | a   | 64  | -
          amr              | a   | 65  | must have 1 to 64 characters
          acr              | a   | 255 | -
          acr              | a   | 256 | must have 1 to 255 characters
          authorization_id | a   | 64  | -
          authorization_id | a   | 65  | must have 1 to 64 characters
          policy           | a   | 0   | must have 1 to 32 lower-case letters and digits
          policy           | a0  | 16  | -
          policy           | a   | 33  | must have 1 to 32 lower-case letters and digits
          policy           | A   | 1   | must have 1 to 32 lower-case letters and digits
          policy           | a-b | 1   | must have 1 to 32 lower-case letters and digits
          """)
  void lengths(String field, String character, int times, @Nullable String fault) {
    assertEquals(Optional.ofNullable(fault), fault(parse(field, character.repeat(times))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"user_id", "client_id", "device", "amr", "acr", "authorization_id"})
  void noTextHasControlCharactersOrHalfACharacter(String field) {
    for (var control : List.of("\0", "a\nb", "\t", "\u007f", "\u0085")) {
      assertEquals(
          Optional.of("must not contain control characters"), fault(parse(field, control)));
    }
    for (var half : List.of("\uD83D", "a\uDDDD", "\uDDDD\uD83D")) {
      assertEquals(
          Optional.of("must not contain an unpaired surrogate"), fault(parse(field, half)));
    }
  }

  @Test
  void userIdsAreComparedExactly() {
    assertNotEquals(new UserId("ada"), new UserId("Ada"));
    assertNotEquals(new UserId("ada"), new UserId("ada "));
    assertEquals("ada ", new UserId("ada ").value());
  }

  /** RFC 3986, section 6.2.2.3: a path that names it names something else. */
  @Test
  void noPathCanNameADotSoNoUserIsCalledSo() {
    for (var dots : new String[] {".", ".."}) {
      assertEquals(
          Optional.of("must not be . or .., which no path can name"), fault(UserId.parse(dots)));
      assertEquals(dots, new UserId(dots).value());
    }
    assertEquals("...", UserId.parse("...").valid().orElseThrow().value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0195514a-0000-4000-8000-000000000001",
        "0195514a-0000-7000-c000-000000000001",
        "195514a-0000-7000-8000-000000000001",
        "0195514a00007000800000000000001",
        "{0195514a-0000-7000-8000-000000000001}",
        "0195514a-0000-7000-8000-000000000001\n"
      })
  void aSessionIdIsAUuidOfVersion7(String text) {
    assertEquals(Optional.of("must be a UUID of version 7"), fault(SessionId.parse(text)));
  }

  @Test
  void aSessionIdReadsAsItIsWritten() {
    var text = "0195514a-0000-7000-8000-000000000001";

    assertEquals(text, SessionId.parse(text).valid().orElseThrow().toString());
    var capitals = text.toUpperCase(java.util.Locale.ROOT);
    assertEquals(text, SessionId.parse(capitals).valid().orElseThrow().toString());
    assertThrows(
        IllegalArgumentException.class,
        () -> new SessionId(UUID.fromString("0195514a-0000-4000-8000-000000000001")));
  }

  @Test
  void sessionIdsAreInTheOrderOfTheirBytes() {
    var ordered =
        List.of(
            id("0195514a-0000-7000-8000-000000000001"),
            id("0195514a-0000-7000-8000-000000000002"),
            id("0195514a-0000-7000-bfff-000000000000"),
            id("0195514b-0000-7000-8000-000000000000"),
            id("f195514a-0000-7000-8000-000000000000"));

    assertEquals(ordered, ordered.reversed().stream().sorted().toList());
  }

  private static SessionId id(String text) {
    return new SessionId(UUID.fromString(text));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void aGenerationIsAtLeastOne(int value) {
    assertThrows(IllegalArgumentException.class, () -> new Generation(value));
  }

  private static Optional<String> fault(Parsed<?> parsed) {
    return switch (parsed) {
      case Parsed.Valid<?> _ -> Optional.empty();
      case Parsed.Invalid<?>(var fault) -> Optional.of(fault);
    };
  }
}
