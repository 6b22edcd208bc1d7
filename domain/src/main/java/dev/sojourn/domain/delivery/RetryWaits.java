package dev.sojourn.domain.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long to wait after each try that failed.
 *
 * @param waits after the first, the second, ...; none is negative
 */
public record RetryWaits(List<Duration> waits) {
  /** Standard Webhooks, "Deliverability and reliability": ten tries within three days. */
  public static final RetryWaits DEFAULT =
      new RetryWaits(
          List.of(
              Duration.ofSeconds(5),
              Duration.ofMinutes(5),
              Duration.ofMinutes(30),
              Duration.ofHours(2),
              Duration.ofHours(5),
              Duration.ofHours(10),
              Duration.ofHours(14),
              Duration.ofHours(20),
              Duration.ofHours(24)));

  /** How much longer a wait may get by chance, so that not all come back at once. */
  private static final double JITTER = 0.1;

  public RetryWaits {
    waits = List.copyOf(waits);
    if (waits.stream().anyMatch(Duration::isNegative)) {
      throw new IllegalArgumentException("a negative wait");
    }
  }

  /**
   * How long to wait after so many tries; empty when there were enough.
   *
   * @param fraction from 0 to 1, another each time
   */
  public Optional<Duration> after(int tries, double fraction) {
    if (tries < 1 || tries > waits.size()) {
      return Optional.empty();
    }
    var wait = waits.get(tries - 1);
    return Optional.of(wait.plusMillis((long) (wait.toMillis() * JITTER * fraction)));
  }
}
