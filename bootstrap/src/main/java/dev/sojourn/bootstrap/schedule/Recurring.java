package dev.sojourn.bootstrap.schedule;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Does something again and again, one run after the other, until it is told to stop. Confined to
 * one event loop.
 */
public final class Recurring {
  private final Vertx vertx;
  private final Context loop;
  private final Supplier<Future<Void>> run;
  private final Supplier<Duration> rest;
  private long timer;
  private Future<Void> latest = Future.succeededFuture();
  private boolean stopped;

  private Recurring(Vertx vertx, Supplier<Future<Void>> run, Supplier<Duration> rest) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.run = run;
    this.rest = rest;
  }

  /**
   * Runs for the first time after {@code first}.
   *
   * @param run notes by itself what fails; a run that fails is followed by others all the same
   * @param rest how long between the end of a run and the next
   */
  public static Recurring start(
      Vertx vertx, Duration first, Supplier<Future<Void>> run, Supplier<Duration> rest) {
    var recurring = new Recurring(vertx, run, rest);
    recurring.loop.runOnContext(_ -> recurring.runIn(first));
    return recurring;
  }

  private void runIn(Duration wait) {
    if (!stopped) {
      timer = vertx.setTimer(Math.max(1, wait.toMillis()), _ -> runNow());
    }
  }

  private void runNow() {
    // compose, so that a throw is a failure like any other
    latest = Future.succeededFuture().compose(_ -> run.get());
    latest.onComplete(_ -> runIn(rest.get()));
  }

  /** Completes when no run is under way; none begins any more. */
  public Future<Void> stop() {
    var done = Promise.<Void>promise();
    loop.runOnContext(
        _ -> {
          stopped = true;
          vertx.cancelTimer(timer);
          latest.onComplete(_ -> done.complete());
        });
    return done.future();
  }
}
