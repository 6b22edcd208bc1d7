package dev.sojourn.domain.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.Normalizer2;
import dev.sojourn.domain.Parsed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTest {
  @ParameterizedTest
  @ValueSource(strings = {".", "..", " .. ", "\uff0e\uff0e", "\u2025"})
  void noPathCanNameADotSoNoSubjectIsCalledSo(String text) {
    assertInstanceOf(Parsed.Invalid.class, Subject.parse(text));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capitals are folded                          | 'Ada@Example.ORG'  | ada@example.org
          spaces around are trimmed                    | '  ada '           | ada
          spaces within stay                           | 'ada  l'           | ada  l
          so is any other white space around           | '\u2003ada\u3000'  | ada
          full-width letters are letters (NFKC)        | 'ＡＤＡ'            | ada
          a ligature is its letters (NFKC)             | 'ﬁona'             | fiona
          composed and decomposed are one              | 'zoe\u0308'        | zoë
          sharp s is two                               | 'Groß'             | gross
          capital sharp s as well                      | 'GRO\u1E9E'        | gross
          the Greek final sigma is a sigma             | 'ΟΔΥΣΣΕΥΣ'         | οδυσσευς
          a zero-width space is not seen               | 'a\u200Bda'       | ada
          nor is a soft hyphen                         | 'a\u00ADda'       | ada
          nor a joiner, a filler, a variation selector | 'a\u200D\u3164d\uFE0Fa' | ada
          nor a tag beyond the first plane             | 'ada\uDB40\uDC41' | ada
          not even where it hides a space              | '\u2060 ada'       | ada
          a dotless i is an i to everybody             | 'ı'                | i
          """)
  void onePersonIsOneSubject(String rule, String text, String expected) {
    assertEquals(expected, Subject.parse(text).valid().orElseThrow().value());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\u3000", "a\0b", "a\nb", "\u0085x", "\uD83D", "a\uDDDD"})
  void whatIsNoSubject(String text) {
    assertInstanceOf(Parsed.Invalid.class, Subject.parse(text));
  }

  @Test
  void aSubjectHasAtMost255Characters() {
    assertInstanceOf(Parsed.Valid.class, Subject.parse("a".repeat(255)));
    assertInstanceOf(Parsed.Valid.class, Subject.parse(" " + "🗝".repeat(255) + " "));
    assertInstanceOf(Parsed.Invalid.class, Subject.parse("a".repeat(256)));
    // What is short as it was typed may be long in its normal form.
    assertInstanceOf(Parsed.Invalid.class, Subject.parse("ß".repeat(128)));
  }

  /** Unicode's own data, as ICU has it. */
  @Test
  void whatIsIgnorableByDefaultIsLeftOutOfASubjectAndNothingElse() {
    for (var character = 0; character <= Character.MAX_CODE_POINT; character++) {
      var isLeftOut =
          Subject.parse("a" + Character.toString(character) + "b")
              .equals(new Parsed.Valid<>(new Subject("ab")));
      assertEquals(
          UCharacter.hasBinaryProperty(character, UProperty.DEFAULT_IGNORABLE_CODE_POINT),
          isLeftOut,
          Integer.toHexString(character));
    }
  }

  @Property
  void whatIsOneTextUnderNfkcCasefoldIsOneSubject(@ForAll String text) {
    var folded = Normalizer2.getNFKCCasefoldInstance().normalize(text);
    assertEquals(Subject.parse(text), Subject.parse(folded), text);
  }

  @Test
  void everyCharacterIsOneSubjectWithItsNfkcCasefold() {
    for (var character = 0; character <= 0x1FFFF; character++) {
      if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
        whatIsOneTextUnderNfkcCasefoldIsOneSubject("a" + Character.toString(character) + "b");
      }
    }
  }

  @Test
  void onlyTheNormalFormMakesASubject() {
    assertThrows(IllegalArgumentException.class, () -> new Subject("Ada"));
    assertThrows(IllegalArgumentException.class, () -> new Subject(" ada"));
    assertThrows(IllegalArgumentException.class, () -> new Subject("a\u200Bda"));
  }

  @Property
  void everyTextHasOneNormalFormOrAFault(@ForAll String text) {
    switch (Subject.parse(text)) {
      case Parsed.Valid<Subject>(var subject) -> {
        assertEquals(subject, Subject.parse(subject.value()).valid().orElseThrow());
        assertEquals(subject, Subject.parse(" " + text + "\t").valid().orElseThrow());
      }
      case Parsed.Invalid<Subject>(var fault) -> assertEquals("must", fault.substring(0, 4));
    }
  }

  @Test
  void everyCharacterThatHasAnotherCaseOrFormHasOneNormalFormOrAFault() {
    // Beyond there are ideographs, tags and what nobody has assigned.
    for (var character = 0; character <= 0x1FFFF; character++) {
      everyTextHasOneNormalFormOrAFault(Character.toString(character));
      everyTextHasOneNormalFormOrAFault("a" + Character.toString(character) + "b");
    }
  }
}
