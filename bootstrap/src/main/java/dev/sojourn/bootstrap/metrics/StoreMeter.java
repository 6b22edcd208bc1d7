package dev.sojourn.bootstrap.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long calls of the stores take, and whether they fail. */
public final class StoreMeter {
  private final MeterRegistry registry;

  public StoreMeter(MeterRegistry registry) {
    this.registry = registry;
  }

  /** An operation of this name, which is there at zero from now on. */
  Operation operation(String name) {
    return new Operation(timer(name, "done"), timer(name, "failed"));
  }

  private Timer timer(String operation, String outcome) {
    return Latency.ofRequests(
        registry,
        "sojourn_store_duration_seconds",
        "How long calls of the store take.",
        "operation",
        operation,
        "outcome",
        outcome);
  }

  /** Calls of one kind. */
  final class Operation {
    private final Timer done;
    private final Timer failed;

    private Operation(Timer done, Timer failed) {
      this.done = done;
      this.failed = failed;
    }

    /** Makes the call, and notes it when its stage completes. */
    CompletionStage<?> timed(Callable<CompletionStage<?>> call) throws Exception {
      var clock = registry.config().clock();
      var from = clock.monotonicTime();
      return call.call()
          .whenComplete(
              (_, failure) ->
                  (failure == null ? done : failed)
                      .record(clock.monotonicTime() - from, TimeUnit.NANOSECONDS));
    }
  }

  /** Watches how long the store has been away; 0 as long as it is there. */
  void watchAway(Supplier<Optional<Duration>> awayFor) {
    Gauge.builder(
            "sojourn_store_away_seconds",
            awayFor,
            away -> away.get().orElse(Duration.ZERO).toMillis() / 1e3)
        .description("How long this node has not heard of the store, while it does not answer.")
        .strongReference(true)
        .register(registry);
  }
}
