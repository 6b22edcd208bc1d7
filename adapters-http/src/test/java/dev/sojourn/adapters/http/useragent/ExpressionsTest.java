package dev.sojourn.adapters.http.useragent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.session.UserAgent;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is concluded from regular expressions. */
class ExpressionsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          Chrome/(\\d+)                    ! [chrome/]
          (CriOS|Chrome)/(\\d+)\\.(\\d+)   ! [chrome/, crios/]
          NT 6\\.1                        ! [nt 0.0]
          (iPhone|iPad);?.{0,9} OS       ! [ipad, ipad;, iphone, iphone;] [ os]
          (?:bot|crawl[a-z]+er)s?        ! [bot, crawl]
          a[^b]c                         !
          x*|long enough                 !
          (ab|cd)+e                      ! [ab, cd]
          [Bb]ot\\b                       ! [bot]
          ^Opera(?: Mini|)/              ! [opera mini/, opera/]
          """)
  void everyTextThatMatchesContainsOneOf(String regex, String expected) {
    assertEquals(
        expected == null ? "" : expected,
        RequiredLiterals.of(RegexTree.of(regex, false)).stream()
            .map(clause -> new TreeSet<>(clause).toString())
            .collect(Collectors.joining(" ")));
  }

  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          Chrome/(\\d+)        ! Chrome/126             ! false
          Chrome/(\\d{2})\\.    ! Chrome/126.0           ! false
          Chrome/5             ! Chrome/126             ! true
          Chrome/5             ! Firefox/126            ! false
          Chrome/(5|6)\\d       ! Chrome/126             ! true
          Chrome/5\\.            ! Chrome/126.0           ! false
          Chrome/0             ! Chrome/126             ! false
          \\b(008|bot)          ! Chrome/126.0           ! false
          NT 6\\.1              ! Windows NT 6.1 Edge/12 ! false
          /[%20 ]+             ! Chrome/126             ! true
          ^(1207|6310)         ! Gecko/20100101         ! false
          Android 4            ! Linux; Android 13      ! true
          Android 4\\.          ! Linux; Android 13      ! false
          ([^5]+) Safari       ! Chrome/126 Safari      ! true
          (.*) Safari          ! Chrome/126 Safari      ! false
          """)
  void anExpressionTellsVersionsApart(String regex, String header, boolean expected) {
    assertEquals(
        expected,
        DigitSensitivity.of(RegexTree.of(regex, false))
            .tellsApart(Shape.of(UserAgent.of(header)).orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a(?=b)",
        "a(?!b)",
        "(a)\\1",
        "\\p{L}",
        "[a-z&&[^b]]",
        "(?i)a",
        "\\Qa\\E",
        "a{",
        "(a"
      })
  void whatIsNotUnderstoodIsToldSo(String regex) {
    assertThrows(UnsupportedOperationException.class, () -> RegexTree.of(regex, false));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          Chrome/126.0.0.0           ! Chrome/###.#.#.#
          CPU iPhone OS 17_5_1 like  ! CPU iPhone OS ##_#_# like
          Linux; Android 13; SM-X700 ! Linux; Android ##; SM-X700
          Windows NT 10.0; rv:128.0  ! Windows NT 10.0; rv:###.#
          Chrome/008.0.05            ! Chrome/008.#.05
          curl                       ! curl
          """)
  void aShapeHasNoVersions(String header, String expected) {
    assertEquals(
        expected, Shape.of(UserAgent.of(header)).orElseThrow().text().replace((char) 0x1A, '#'));
  }
}
