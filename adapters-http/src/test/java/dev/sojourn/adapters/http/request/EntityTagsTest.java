package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          the tag                      | "abc"               | true  | true
          a weak one                   | W/"abc"             | true  | false
          any                          | *                   | true  | true
          in a list                    | "x", W/"y" ,"abc"   | true  | true
          weak in a list               | "x",W/"abc"         | true  | false
          another                      | "abd"               | false | false
          a longer one                 | "abcd"              | false | false
          a comma within another       | "x,"abc"            | false | false
          without quotes               | abc                 | false | false
          a list with an end missing   | "x", "abc           | false | false
          lower case is no weak one    | w/"abc"             | false | false
          any with something behind    | *, "x"              | false | false
          """)
  void whatAListOfTagsNames(String rule, String field, boolean weakly, boolean strongly) {
    assertEquals(weakly, EntityTags.matchWeakly(List.of(field), "\"abc\""));
    assertEquals(strongly, EntityTags.matchStrongly(List.of(field), "\"abc\""));
  }
}
