package dev.sojourn.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  /**
   * The examples of RFC 7396, appendix A. Those whose target or patch is no object stand as members
   * of one, which is where they can occur here.
   */
  @ParameterizedTest(name = "{0} patched with {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":"b"}             | {"a":"c"}                      | {"a":"c"}
          {"a":"b"}             | {"b":"c"}                      | {"a":"b","b":"c"}
          {"a":"b"}             | {"a":null}                     | {}
          {"a":"b","b":"c"}     | {"a":null}                     | {"b":"c"}
          {"a":["b"]}           | {"a":"c"}                      | {"a":"c"}
          {"a":"c"}             | {"a":["b"]}                    | {"a":["b"]}
          {"a":{"b":"c"}}       | {"a":{"b":"d","c":null}}       | {"a":{"b":"d"}}
          {"a":[{"b":"c"}]}     | {"a":[1]}                      | {"a":[1]}
          {"x":["a","b"]}       | {"x":["c","d"]}                | {"x":["c","d"]}
          {"x":{"a":"b"}}       | {"x":["c"]}                    | {"x":["c"]}
          {"x":{"a":"foo"}}     | {"x":null}                     | {}
          {"x":{"a":"foo"}}     | {"x":"bar"}                    | {"x":"bar"}
          {"e":null}            | {"a":1}                        | {"e":null,"a":1}
          {"x":[1,2]}           | {"x":{"a":"b","c":null}}       | {"x":{"a":"b"}}
          {}                    | {"a":{"bb":{"ccc":null}}}      | {"a":{"bb":{}}}
          """)
  void mergePatch(String target, String patch, String expected) {
    assertEquals(
        JsonText.object(expected), JsonText.object(target).mergedWith(JsonText.object(patch)));
  }

  @Test
  void theExampleOfRfc7396Section3() {
    var target =
        JsonText.object(
            """
            {"title":"Goodbye!","author":{"givenName":"John","familyName":"Doe"},
             "tags":["example","sample"],"content":"This will be unchanged"}"""
                .replace("\n", ""));
    var patch =
        JsonText.object(
            """
            {"title":"Hello!","phoneNumber":"+01-123-456-7890",
             "author":{"familyName":null},"tags":["example"]}"""
                .replace("\n", ""));

    assertEquals(
        "{\"title\":\"Hello!\",\"author\":{\"givenName\":\"John\"},\"tags\":[\"example\"],"
            + "\"content\":\"Thiswillbeunchanged\",\"phoneNumber\":\"+01-123-456-7890\"}",
        target.mergedWith(patch).compact());
  }

  @Test
  void aMergeLeavesBothSidesAsTheyWere() {
    var target = JsonText.object("{\"a\":{\"b\":1}}");
    var patch = JsonText.object("{\"a\":{\"b\":null}}");

    target.mergedWith(patch);

    assertEquals(JsonText.object("{\"a\":{\"b\":1}}"), target);
  }

  @Test
  void objectsAreEqualWhateverTheOrderOfTheirMembers() {
    assertEquals(JsonText.object("{\"a\":1,\"b\":2}"), JsonText.object("{\"b\":2,\"a\":1}"));
    assertNotEquals(JsonText.object("{\"a\":[1,2]}"), JsonText.object("{\"a\":[2,1]}"));
  }

  @ParameterizedTest(name = "{0} is {1} deep")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                       | 1
          {"a":1}                  | 1
          {"a":[]}                 | 2
          {"a":1,"b":[{"c":1}]}    | 3
          """)
  void depth(String object, int expected) {
    assertEquals(expected, JsonText.object(object).depth());
    assertEquals(0, new Json.Text("a").depth());
  }

  @Test
  void compactTextEscapesWhatJsonMustAndNothingElse() {
    assertEquals(
        "\"\\\"\\\\\\n\\r\\t\\u0000\\u001f/ü🗝\"",
        new Json.Text("\"\\\n\r\t\0\u001f/ü🗝").compact());
  }

  @Test
  void compactTextKeepsTheOrderAndTheKindOfNumbers() {
    var members = new LinkedHashMap<String, Json>();
    members.put("z", new Json.Real(5.0));
    members.put("a", new Json.Whole(5));
    members.put("list", new Json.Array(List.of(new Json.Bool(true), new Json.Null())));

    assertEquals("{\"z\":5.0,\"a\":5,\"list\":[true,null]}", new Json.Object(members).compact());
  }

  @Test
  void whatLibrariesReadBecomesAValue() {
    var map = new LinkedHashMap<String, Object>();
    map.put("text", "t");
    map.put("int", 1);
    map.put("long", Long.MAX_VALUE);
    map.put("beyond", new BigInteger("18446744073709551616"));
    map.put("fraction", new BigDecimal("0.5"));
    map.put("list", new ArrayList<Object>(Arrays.asList(true, null, Map.of())));
    map.put("json", new Json.Whole(7));

    assertEquals(
        "{\"text\":\"t\",\"int\":1,\"long\":9223372036854775807,\"beyond\":1.8446744073709552E19,"
            + "\"fraction\":0.5,\"list\":[true,null,{}],\"json\":7}",
        Json.of(map).compact());
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aNumberIsFinite(double number) {
    assertThrows(IllegalArgumentException.class, () -> new Json.Real(number));
  }

  @Test
  void aNumberBeyondADoubleIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Json.of(new BigDecimal("1e400")));
  }
}
