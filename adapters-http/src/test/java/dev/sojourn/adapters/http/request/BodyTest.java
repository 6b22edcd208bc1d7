package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.application.sample.CollidingNames;
import dev.sojourn.domain.Json;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
  @Test
  void everyKindOfValue() {
    assertEquals(
        new Json.Object(
            Map.of(
                "text", new Json.Text("é\uD83D\uDE00"),
                "whole", new Json.Whole(-9_007_199_254_740_993L),
                "real", new Json.Real(1.5e300),
                "yes", new Json.Bool(true),
                "no", new Json.Bool(false),
                "nothing", new Json.Null(),
                "list", new Json.Array(List.of(new Json.Whole(1), new Json.Array(List.of()))),
                "object", new Json.Object(Map.of("a", new Json.Object(Map.of()))))),
        read(
            """
            {"text": "\\u00e9\\ud83d\\ude00", "whole": -9007199254740993, "real": 1.5e300,
             "yes": true, "no": false, "nothing": null, "list": [1, []], "object": {"a": {}}}
            """));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          nothing at all                 | ''                    | must be a JSON object
          a list                         | []                    | must be a JSON object
          a text                         | "a"                   | must be a JSON object
          something after it             | {} {}                 | must be one JSON object and nothing after it
          a name twice                   | {"a":1,"a":2}         | must not name a field twice: line 1, column 11
          a name twice, further in       | {"a":{"b":1,"b":2}}   | must not name a field twice: line 1, column 16
          """)
  void whatIsNotOneObject(String what, String body, String detail) {
    var fault = assertThrows(Problem.class, () -> read(body)).faults().getFirst();
    assertEquals("", fault.place());
    assertEquals(detail, fault.detail());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{/* */}",
        "{\"a\":tru}"
      })
  void whatIsNoJsonIsRefusedWithItsPlaceAndWithoutItsText(String body) {
    var detail = assertThrows(Problem.class, () -> read(body)).faults().getFirst().detail();
    assertTrue(
        detail.matches("must be JSON nested at most 32 deep: line [12], column [0-9]+"), detail);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          NUL in a text              | {"a":"x\\u0000y"}            | /a          | must not contain NUL
          NUL in a name              | {"a\\u0000":1}               | /a\\u0000   | must not contain NUL
          half a character           | {"a":["\\ud83d"]}            | /a/0        | must not contain an unpaired surrogate
          half a character in a name | {"\\ude00":1}                | /?          | must not contain an unpaired surrogate
          a number beyond 64 bits    | {"a":{"b":1e999}}            | /a/b        | must be a number that fits 64 bits
          one that would be rounded  | {"a":18446744073709551615}   | /a          | must be a whole number that fits 64 bits, or a text
          below the least            | {"a":-9223372036854775809}   | /a          | must be a whole number that fits 64 bits, or a text
          a name with a slash        | {"a/b~c":"\\u0000"}          | /a~1b~0c    | must not contain NUL
          """)
  void whatNoStoreCanKeepIsToldWithItsPointer(
      String what, String body, String pointer, String detail) {
    assertEquals(
        List.of(Fault.at(pointer, detail)), assertThrows(Problem.class, () -> read(body)).faults());
  }

  /** RFC 7493, section 2.2: what comes back is what was sent. */
  @Test
  void wholeNumbersAreExact() {
    assertEquals(
        new Json.Object(
            Map.of(
                "most", new Json.Whole(Long.MAX_VALUE),
                "least", new Json.Whole(Long.MIN_VALUE),
                "exact", new Json.Real(18446744073709551616.0))),
        read(
            """
            {"most": 9223372036854775807, "least": -9223372036854775808,
             "exact": 18446744073709551616}
            """));
    var long400 = "9".repeat(400);
    assertThrows(Problem.class, () -> read("{\"a\":" + long400 + "}"));
  }

  /** Each costs far more than the two bytes that it takes. */
  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "1", "\"\""})
  void aBodyHasSoManyValuesAndNoMore(String value) {
    var most = String.join(",", Collections.nCopies(BodyLimit.OF_CLIENTS.mostValues() - 2, value));
    read("{\"a\":[" + most + "]}");
    var fault =
        assertThrows(Problem.class, () -> read("{\"a\":[" + most + "," + value + "]}"))
            .faults()
            .getFirst();
    assertEquals("must have at most 10000 values", fault.detail());
  }

  /** A long name above many values would be in the pointer of each. */
  @Test
  void whatIsToldIsNeverFarLargerThanTheBody() {
    var nuls = String.join(",", Collections.nCopies(5_000, "\"\\u0000\""));
    for (var length : List.of(10, 900, 20_000)) {
      var body = "{\"" + "n".repeat(length) + "\":[" + nuls + "]}";
      var faults = assertThrows(Problem.class, () -> read(body)).faults();
      assertEquals(Problem.MOST_FAULTS, faults.size());
      assertEquals(
          length > 1_000 ? "" : "/" + "n".repeat(length) + "/0", faults.getFirst().place());
    }
  }

  @Test
  void aLongNameAboveManyValuesCostsNoMoreThanItsLength() {
    var body =
        Buffer.buffer(
            "{\""
                + "n".repeat(32_000)
                + "\":["
                + "0,".repeat(BodyLimit.OF_CLIENTS.mostValues() - 3)
                + "0]}");
    Body.read(body, BodyLimit.OF_CLIENTS);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var before = threads.getCurrentThreadAllocatedBytes();
    Body.read(body, BodyLimit.OF_CLIENTS);
    assertTrue(threads.getCurrentThreadAllocatedBytes() - before < 20_000_000);
  }

  /** Jackson keeps names in a table; it refuses bodies when many fall into one place of it. */
  @Test
  void namesThatCollideAreNamesLikeOthers() {
    for (var part = 0; part < 4; part++) {
      var body = new Json.Object(CollidingNames.members(part, 400)).compact();
      assertEquals(400, read(body).members().size());
    }
  }

  @Test
  void manyOfThemAreToldAtOnce() {
    assertEquals(
        2,
        assertThrows(Problem.class, () -> read("{\"a\":\"\\u0000\",\"b\":1e999}")).faults().size());
  }

  @Test
  void nestingHasAnEnd() {
    read("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}");
    assertThrows(Problem.class, () -> read("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"));
    assertThrows(Problem.class, () -> read("{\"a\":".repeat(20_000)));
  }

  @Test
  void anIntegerOfManyDigitsIsReadAsAReal() {
    assertEquals(
        new Json.Object(Map.of("a", new Json.Real(1e20))), read("{\"a\":100000000000000000000}"));
  }

  @Test
  void bytesThatAreNoUtf8AreTold() {
    var bytes = Buffer.buffer("{\"a\":\"").appendByte((byte) 0xff).appendString("\"}");
    assertEquals(
        List.of(Fault.at("", "must be UTF-8")),
        assertThrows(Problem.class, () -> Body.read(bytes, BodyLimit.OF_CLIENTS)).faults());
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    try {
      Body.read(Buffer.buffer(bytes), BodyLimit.OF_CLIENTS);
    } catch (Problem refused) {
      assertEquals(400, refused.type().status());
    }
  }

  @Property
  void anyTextGoesThrough(@ForAll String text) {
    try {
      var read = read("{\"a\":" + new Json.Text(text).compact() + "}");
      assertEquals(new Json.Object(Map.of("a", new Json.Text(text))), read);
    } catch (Problem refused) {
      assertEquals("/a", refused.faults().getFirst().place());
    }
  }

  private static Json.Object read(String body) {
    return Body.read(Buffer.buffer(body), BodyLimit.OF_CLIENTS);
  }
}
