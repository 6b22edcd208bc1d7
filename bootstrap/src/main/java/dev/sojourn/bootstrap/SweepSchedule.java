package dev.sojourn.bootstrap;

import dev.sojourn.application.session.SweepReport;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps again and again, one run after the other, whatever comes of a run. Waits vary by a tenth,
 * so that nodes which were started together drift apart. Confined to one event loop: no locks.
 */
final class SweepSchedule {
  private static final Logger LOG = LoggerFactory.getLogger(SweepSchedule.class);
  private static final Duration FIRST_WITHIN = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Context loop;
  private final Duration interval;
  private final Supplier<CompletionStage<SweepReport>> sweep;
  private final MeteredSweeps meter;
  private final DoubleSupplier fraction;
  private long timer;
  private Future<Void> latest = Future.succeededFuture();
  private boolean stopped;

  private SweepSchedule(
      Vertx vertx,
      Duration interval,
      Supplier<CompletionStage<SweepReport>> sweep,
      MeteredSweeps meter,
      DoubleSupplier fraction) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.interval = interval;
    this.sweep = sweep;
    this.meter = meter;
    this.fraction = fraction;
  }

  /**
   * Sweeps for the first time within seconds, and then at this interval.
   *
   * @param fraction random, from 0 and below 1
   */
  static SweepSchedule start(
      Vertx vertx,
      Duration interval,
      Supplier<CompletionStage<SweepReport>> sweep,
      MeteredSweeps meter,
      DoubleSupplier fraction) {
    var schedule = new SweepSchedule(vertx, interval, sweep, meter, fraction);
    var first = interval.compareTo(FIRST_WITHIN) < 0 ? interval : FIRST_WITHIN;
    schedule.loop.runOnContext(_ -> schedule.sweepIn(scaled(first, fraction.getAsDouble())));
    return schedule;
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis((long) (duration.toMillis() * factor));
  }

  private void sweepIn(Duration wait) {
    if (!stopped) {
      timer = vertx.setTimer(Math.max(1, wait.toMillis()), _ -> run());
    }
  }

  private void run() {
    var from = System.nanoTime();
    // compose, so that a throw is a failure like any other
    latest =
        Future.succeededFuture()
            .compose(_ -> Future.fromCompletionStage(sweep.get(), loop))
            .transform(result -> note(result, Duration.ofNanos(System.nanoTime() - from)));
    latest.onComplete(_ -> sweepIn(scaled(interval, 0.9 + 0.2 * fraction.getAsDouble())));
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

  /** Completes when no run is under way; none begins any more. */
  Future<Void> stop() {
    var done = Promise.<Void>promise();
    loop.runOnContext(
        _ -> {
          stopped = true;
          vertx.cancelTimer(timer);
          latest.onComplete(done);
        });
    return done.future();
  }
}
