package dev.sojourn.bootstrap.schedule;

import dev.sojourn.application.session.SweepReport;
import dev.sojourn.bootstrap.metrics.MeteredSweeps;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps again and again, whatever comes of a run. Waits vary by a tenth, so that nodes which were
 * started together drift apart.
 */
public final class SweepSchedule {
  private static final Logger LOG = LoggerFactory.getLogger(SweepSchedule.class);
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

  private final Supplier<CompletionStage<SweepReport>> sweep;
  private final MeteredSweeps meter;

  private SweepSchedule(Supplier<CompletionStage<SweepReport>> sweep, MeteredSweeps meter) {
    this.sweep = sweep;
    this.meter = meter;
  }

  /**
   * Sweeps for the first time within seconds, and then at this interval.
   *
   * @param fraction random, from 0 and below 1
   */
  public static Recurring start(
      Vertx vertx,
      Duration interval,
      Supplier<CompletionStage<SweepReport>> sweep,
      MeteredSweeps meter,
      DoubleSupplier fraction) {
    var first = interval.compareTo(FIRST_WITHIN) < 0 ? interval : FIRST_WITHIN;
    return Recurring.start(
        vertx,
        scaled(first, fraction.getAsDouble()),
        new SweepSchedule(sweep, meter)::run,
        () -> scaled(interval, 0.9 + 0.2 * fraction.getAsDouble()));
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis((long) (duration.toMillis() * factor));
  }

  private Future<Void> run() {
    var from = System.nanoTime();
    // compose, so that a throw is a failure like any other
    return Future.succeededFuture()
        .compose(_ -> Future.fromCompletionStage(sweep.get(), Vertx.currentContext()))
        .transform(result -> note(result, Duration.ofNanos(System.nanoTime() - from)));
  }

  private Future<Void> note(AsyncResult<SweepReport> result, Duration took) {
    if (result.succeeded()) {
      meter.swept(result.result(), took);
    } else {
      meter.failed(took);
      LOG.warn("a sweep failed, and will be tried again: {}", result.cause().toString());
      LOG.debug("why the sweep failed", result.cause());
    }
    return Future.succeededFuture();
  }
}
