package dev.sojourn.adapters.http.routes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.RateLimit;
import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {
  private static final Optional<RateLimit> LIMIT =
      Optional.of(new RateLimit(3, Duration.ofMinutes(1)));

  private long nanos;
  private final Rates rates = new Rates(LIMIT, () -> nanos);

  @Test
  void whoCallsTooOftenIsToldHowLongToWaitAndNobodyElse() {
    for (var call = 0; call < 3; call++) {
      assertEquals(Optional.empty(), rates.tooMany("ada"));
    }
    nanos = Duration.ofSeconds(20).toNanos();
    assertEquals(Optional.of(Duration.ofSeconds(40)), rates.tooMany("ada"));
    assertEquals(Optional.empty(), rates.tooMany("eve"));
    nanos = Duration.ofMinutes(1).toNanos();
    assertEquals(Optional.empty(), rates.tooMany("ada"));
  }

  @Test
  void whoOnlyAsksIsNotCounted() {
    rates.tooMany("ada");
    rates.tooMany("ada");
    for (var look = 0; look < 3; look++) {
      assertEquals(Optional.empty(), rates.spent("ada"));
    }
    rates.tooMany("ada");
    nanos = Duration.ofSeconds(20).toNanos();
    assertEquals(Optional.of(Duration.ofSeconds(40)), rates.spent("ada"));
    assertEquals(Optional.empty(), rates.spent("eve"));
    nanos = Duration.ofMinutes(1).toNanos();
    assertEquals(Optional.empty(), rates.spent("ada"));
  }

  @Test
  void withoutALimitNobodyIsCounted() {
    var none = new Rates(Optional.empty(), () -> nanos);
    for (var call = 0; call < 10; call++) {
      assertEquals(Optional.empty(), none.tooMany("ada"));
    }
  }

  @Test
  void whatIsRememberedIsBoundedAndNewcomersThenShareACount() {
    for (var n = 0; n < Rates.MOST_REMEMBERED; n++) {
      rates.tooMany("caller " + n);
    }
    for (var n = 0; n < 3; n++) {
      assertEquals(Optional.empty(), rates.tooMany("newcomer " + n));
    }
    assertTrue(rates.tooMany("one more").isPresent());
    assertEquals(Optional.empty(), rates.tooMany("caller 7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"600", "600/", "0/PT1M", "-1/PT1M", "600/1m", "600/PT0S", "600/PT25H", "/PT1M"})
  void whatIsNoLimit(String text) {
    assertTrue(RateLimit.parse(text) instanceof Parsed.Invalid);
  }
}
