package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributesTest {
  /** {"a":"..."} is 8 bytes longer than its text. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one byte below the limit      | x | 4087 | fits
          at the limit                  | x | 4088 | fits
          one byte above the limit      | x | 4089 | must not have more than 4096 bytes
          bytes count, not characters   | ü | 2044 | fits
          so this is above              | ü | 2045 | must not have more than 4096 bytes
          what is escaped counts so     | " | 2045 | must not have more than 4096 bytes
          """)
  void size(String rule, String character, int times, String expected) {
    assertEquals(expected, told(object("a", new Json.Text(character.repeat(times)))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sixteen deep fits               | 16 | fits
          seventeen deep is too deep      | 17 | must not be nested deeper than 16
          """)
  void nesting(String rule, int deep, String expected) {
    var object = Json.Object.EMPTY;
    for (var level = 1; level < deep; level++) {
      object = object("a", object);
    }

    assertEquals(expected, told(object));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a whole character outside the BMP fits      | \uD83D\uDDDD | fits
          the first half of one does not              | \uD83D       | must not contain an unpaired surrogate
          nor does the second                         | \uDDDD       | must not contain an unpaired surrogate
          """)
  void halfACharacter(String rule, String text, String expected) {
    assertEquals(expected, told(object("a", new Json.Text(text))));
    assertEquals(expected, told(object(text, new Json.Null())));
  }

  @Test
  void theEmptyObjectFits() {
    assertEquals(Attributes.NONE, new Attributes(Json.Object.EMPTY));
  }

  @Test
  void whatIsOutOfBoundsCannotBeMade() {
    var tooLarge = object("a", new Json.Text("x".repeat(5000)));

    assertThrows(IllegalArgumentException.class, () -> new Attributes(tooLarge));
  }

  @Test
  void aPatchIsMergedIfTheResultIsWithinBounds() {
    var attributes = new Attributes(object("a", new Json.Text("x".repeat(3000))));

    assertEquals(
        Optional.of(Attributes.NONE), attributes.mergedWith(object("a", new Json.Null())).valid());
    assertInstanceOf(
        Parsed.Invalid.class, attributes.mergedWith(object("b", new Json.Text("x".repeat(3000)))));
  }

  private static Json.Object object(String name, Json value) {
    return new Json.Object(Map.of(name, value));
  }

  @Test
  void whatWasWrittenIsReadWhenItIsLookedInto() {
    var attributes = new Attributes(object("a", new Json.Text("x")));
    var read = new AtomicInteger();

    var written =
        Attributes.written(
            attributes.text(),
            text -> {
              read.incrementAndGet();
              return attributes.json();
            });

    assertEquals(attributes, written);
    assertEquals(0, read.get(), "equal texts need not be read");
    assertEquals(attributes.json(), written.json());
    assertEquals(1, read.get());
    assertEquals(attributes.hashCode(), written.hashCode());
  }

  @Test
  void equalityDoesNotLookAtTheOrderOfMembers() {
    var one = new LinkedHashMap<String, Json>();
    one.put("a", new Json.Whole(1));
    one.put("b", new Json.Whole(2));
    var other = new LinkedHashMap<String, Json>();
    other.put("b", new Json.Whole(2));
    other.put("a", new Json.Whole(1));

    assertEquals(new Attributes(new Json.Object(one)), new Attributes(new Json.Object(other)));
    assertNotEquals(
        new Attributes(new Json.Object(one)), new Attributes(object("a", new Json.Whole(1))));
  }

  private static String told(Json.Object json) {
    return switch (Attributes.of(json)) {
      case Parsed.Valid<Attributes> _ -> "fits";
      case Parsed.Invalid<Attributes>(var fault) -> fault;
    };
  }
}
