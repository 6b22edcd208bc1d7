package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {
  private static final Optional<RateLimit> LIMIT =
      Optional.of(new RateLimit(3, Duration.ofMinutes(1)));

  private long nanos;
  private final RateLimiter rates = new RateLimiter(LIMIT, () -> nanos);

  @Test
  void whoCallsTooOftenIsToldHowLongToWaitAndNobodyElse() {
    for (var call = 0; call < 3; call++) {
      assertEquals(Optional.empty(), rates.tooMany("ada"));
    }
    nanos = Duration.ofSeconds(20).toNanos();
    var wait = rates.tooMany("ada").orElseThrow();
    assertEquals(Duration.ofSeconds(46), wait, "until the part in which the calls came is past");
    assertEquals(Optional.empty(), rates.tooMany("eve"));
    nanos += wait.toNanos() - 1;
    assertTrue(rates.tooMany("ada").isPresent());
    nanos += 1;
    assertEquals(Optional.empty(), rates.tooMany("ada"));
  }

  @Test
  void whoGoesOnTryingGetsInWhenTheWaitIsOver() {
    for (var second = 0; second < 66; second++) {
      nanos = Duration.ofSeconds(second).toNanos();
      assertEquals(second >= 3, rates.tooMany("ada").isPresent(), "at " + second);
    }
    nanos = Duration.ofSeconds(66).toNanos();
    assertEquals(Optional.empty(), rates.tooMany("ada"));
  }

  @Test
  void twoWindowsThatMeetHaveNoMoreThanOne() {
    nanos = Duration.ofSeconds(59).toNanos();
    for (var call = 0; call < 3; call++) {
      assertEquals(Optional.empty(), rates.tooMany("ada"));
    }
    nanos = Duration.ofSeconds(61).toNanos();
    assertTrue(rates.tooMany("ada").isPresent());
  }

  /** However calls come, a stretch as long as the duration has at most the limit of them. */
  @Property
  void noStretchHasMoreThanTheLimit(
      @ForAll @Size(max = 300) List<@IntRange(max = 20_000) Integer> pausesInMillis) {
    var passed = new ArrayDeque<Long>();
    for (var pause : pausesInMillis) {
      nanos += Duration.ofMillis(pause).toNanos();
      if (rates.tooMany("ada").isEmpty()) {
        passed.add(nanos);
      }
      while (!passed.isEmpty() && nanos - passed.peek() >= Duration.ofMinutes(1).toNanos()) {
        passed.remove();
      }
      assertTrue(passed.size() <= 3);
    }
  }

  @Test
  void withoutALimitNobodyIsCounted() {
    var none = new RateLimiter(Optional.empty(), () -> nanos);
    for (var call = 0; call < 10; call++) {
      assertEquals(Optional.empty(), none.tooMany("ada"));
    }
  }

  @Test
  void somebodyWithVeryManyAddressesKeepsNobodyElseOut() {
    for (var n = 0; n < 3 * RateLimiter.MOST_REMEMBERED; n++) {
      rates.tooMany("caller " + n);
    }
    for (var n = 0; n < 1_000; n++) {
      assertEquals(Optional.empty(), rates.tooMany("newcomer " + n));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"600", "600/", "0/PT1M", "-1/PT1M", "600/1m", "600/PT0S", "600/PT25H", "/PT1M"})
  void whatIsNoLimit(String text) {
    assertTrue(RateLimit.parse(text) instanceof Parsed.Invalid);
  }
}
