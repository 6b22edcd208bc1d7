package dev.sojourn.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsFileTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          an empty file gets the part        |                       | # B/new        | # B/new/
          the part of the title is replaced  | # A/a//# B/b/## c/    | # B/new/## d/  | # A/a//# B/new/## d/
          the first as well                  | # A/a//# B/b/         | # A/new/       | # A/new//# B/b/
          a part that was not there is added | # A/a/                | # B/new/       | # A/a//# B/new/
          """)
  void aPartIsWrittenAndTheOthersStay(String rule, String before, String part, String after) {
    var text = before == null ? "" : before.replace('/', '\n');

    assertEquals(after.replace('/', '\n'), ResultsFile.with(text, part.replace('/', '\n')));
  }
}
