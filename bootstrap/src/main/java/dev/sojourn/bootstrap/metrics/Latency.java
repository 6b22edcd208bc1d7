package dev.sojourn.bootstrap.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Durations as histograms. Few buckets: each costs a time series for every set of labels. */
final class Latency {
  private static final Duration[] REQUESTS = {
    Duration.ofNanos(250_000),
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5)
  };
  private static final Duration[] RUNS = {
    Duration.ofMillis(10),
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10)
  };

  private static final Duration[] DELIVERIES = {
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofDays(1)
  };

  private Latency() {}

  /** Of something that somebody waits for. */
  static Timer ofRequests(MeterRegistry registry, String name, String help, String... labels) {
    return timer(registry, name, help, REQUESTS, labels);
  }

  /** Of something that goes on by itself. */
  static Timer ofRuns(MeterRegistry registry, String name, String help, String... labels) {
    return timer(registry, name, help, RUNS, labels);
  }

  /** Of something that goes out, and can wait for long. */
  static Timer ofDeliveries(MeterRegistry registry, String name, String help, String... labels) {
    return timer(registry, name, help, DELIVERIES, labels);
  }

  private static Timer timer(
      MeterRegistry registry, String name, String help, Duration[] buckets, String... labels) {
    return Timer.builder(name)
        .description(help)
        .serviceLevelObjectives(buckets)
        .tags(labels)
        .register(registry);
  }
}
