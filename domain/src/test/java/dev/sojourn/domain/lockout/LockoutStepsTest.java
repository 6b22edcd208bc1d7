package dev.sojourn.domain.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutStepsTest {
  @ParameterizedTest(name = "{0} failures: password {1}, mfa {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1     | none  | none
          4     | none  | none
          5     | PT5M  | PT5M
          6     | PT5M  | PT5M
          9     | PT5M  | PT5M
          10    | PT30M | PT30M
          14    | PT30M | PT30M
          15    | PT30M | PT2H
          19    | PT30M | PT2H
          20    | PT24H | PT2H
          21    | PT24H | PT2H
          1000  | PT24H | PT2H
          """)
  void theHighestStepThatIsReachedCounts(int failures, String password, String mfa) {
    assertEquals(password, told(LockoutSteps.PASSWORD, failures));
    assertEquals(mfa, told(LockoutSteps.MFA, failures));
  }

  private static String told(LockoutSteps steps, int failures) {
    return steps.after(failures).map(Duration::toString).orElse("none");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '5=PT5M,10=PT30M,20=PT24H'    | reads
          '20=PT24H, 5=PT5M ,10=PT30M'  | reads
          '5=PT5M,10=PT30M'             | reads something else
          ''                            | must be failures=duration,... such as 5=PT5M,10=PT30M
          '5'                           | must be failures=duration,... such as 5=PT5M,10=PT30M
          '5=PT5M,'                     | must be failures=duration,... such as 5=PT5M,10=PT30M
          'five=PT5M'                   | must be failures=duration,... such as 5=PT5M,10=PT30M
          '-5=PT5M'                     | must be failures=duration,... such as 5=PT5M,10=PT30M
          '5=PT5M=PT6M'                 | must be failures=duration,... such as 5=PT5M,10=PT30M
          '5=5 minutes'                 | must have ISO-8601 durations such as PT5M
          '5=PT5M,05=PT6M'              | must not have two steps of 05 failures
          '0=PT5M'                      | must have steps of 1 to 100 failures
          '101=PT5M'                    | must have steps of 1 to 100 failures
          '5=PT0S'                      | must have durations from PT1S to PT8760H
          '5=PT-5M'                     | must have durations from PT1S to PT8760H
          '5=P366D'                     | must have durations from PT1S to PT8760H
          """)
  void reading(String text, String expected) {
    assertEquals(
        expected,
        switch (LockoutSteps.parse(text)) {
          case Parsed.Valid<LockoutSteps>(var steps) ->
              steps.equals(LockoutSteps.PASSWORD) ? "reads" : "reads something else";
          case Parsed.Invalid<LockoutSteps>(var fault) -> fault;
        });
  }

  @Test
  void thereIsAtLeastOneStep() {
    assertThrows(IllegalArgumentException.class, () -> new LockoutSteps(Map.of()));
  }

  @Test
  void theBoundsOfAStepAreWithin() {
    assertEquals("PT8760H", told(new LockoutSteps(Map.of(100, LockoutSteps.LONGEST)), 100));
    assertEquals("PT1S", told(new LockoutSteps(Map.of(1, Duration.ofSeconds(1))), 1));
  }
}
