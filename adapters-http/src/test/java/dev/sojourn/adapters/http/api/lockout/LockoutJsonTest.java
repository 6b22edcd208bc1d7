package dev.sojourn.adapters.http.api.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutJsonTest {
  @ParameterizedTest(name = "{0} is {1} s")
  @CsvSource({"PT0S, 0", "PT0.001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT15M, 900"})
  void whoWaitsAsToldDoesNotComeTooEarly(Duration wait, long seconds) {
    assertEquals(seconds, LockoutJson.seconds(wait));
  }
}
