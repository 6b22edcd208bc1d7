package dev.sojourn.bootstrap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long calls of a store take, and whether they fail. */
final class StoreMeter {
  private final MeterRegistry registry;
  private final Map<Operation, Timer> done = new EnumMap<>(Operation.class);
  private final Map<Operation, Timer> failed = new EnumMap<>(Operation.class);

  StoreMeter(MeterRegistry registry) {
    this.registry = registry;
    for (var operation : Operation.values()) {
      done.put(operation, timer(operation, "done"));
      failed.put(operation, timer(operation, "failed"));
    }
  }

  private Timer timer(Operation operation, String outcome) {
    return Latency.ofRequests(
        registry,
        "sojourn_store_duration_seconds",
        "How long calls of the store take.",
        "operation",
        operation.name().toLowerCase(Locale.ROOT),
        "outcome",
        outcome);
  }

  /** The calls of the store ports that are waited for. */
  enum Operation {
    SESSION_OPEN,
    SESSION_UPDATE,
    SESSION_UPDATE_ALL,
    SESSION_FIND,
    SESSION_OF_USER,
    SESSION_UNENDED_OF_USER,
    SESSION_USERS,
    SESSION_SEARCH,
    SESSION_SWEEP,
    SESSION_NEXT_DUE,
    SESSION_PURGE,
    SESSION_COUNT,
    SESSION_COUNT_BETWEEN,
    PING,
    AUTHORIZATION_BEGIN,
    AUTHORIZATION_TAKE,
    AUTHORIZATION_PURGE,
    LOCKOUT_UPDATE,
    LOCKOUT_FIND,
    LOCKOUT_LOCKED,
    LOCKOUT_PURGE,
    SIGNING_KEY_ALL,
    SIGNING_KEY_UPDATE,
    PROOF_USE,
    PROOF_PURGE,
    CUT_OFF_UPDATE,
    IDEMPOTENCY_CLAIM,
    IDEMPOTENCY_PURGE,
    AUDIT_ADD,
    AUDIT_SEARCH,
    AUDIT_SETTLED,
    AUDIT_BETWEEN,
    AUDIT_PURGE,
    DELIVERY_UPDATE,
    DELIVERY_STANDINGS,
    DELIVERY_DEAD,
    DELIVERY_REVIVE,
    DELIVERY_PURGE,
    TOKEN_KEY_ALL,
    TOKEN_KEY_CLAIM
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

  /** Makes the call, and notes it when its stage completes. */
  <T> CompletionStage<T> timed(Operation operation, Supplier<CompletionStage<T>> call) {
    var from = registry.config().clock().monotonicTime();
    return call.get().whenComplete((_, failure) -> note(operation, failure == null, from));
  }

  private void note(Operation operation, boolean isDone, long from) {
    var timer = (isDone ? done : failed).get(operation);
    if (timer != null) {
      timer.record(registry.config().clock().monotonicTime() - from, TimeUnit.NANOSECONDS);
    }
  }
}
