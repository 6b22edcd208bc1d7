package dev.sojourn.bootstrap;

import dev.sojourn.application.token.RotateSigningKeys;
import dev.sojourn.domain.token.SigningKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node look after the signing keys again and again: far more often than a key may be
 * missed for ({@code SigningKeys.STALE}), and at once at the start, but nobody waits for it.
 */
final class SigningKeySchedule {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeySchedule.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Context loop;
  private final RotateSigningKeys rotateSigningKeys;
  private long timer;
  private Future<Void> latest = Future.succeededFuture();
  private boolean stopped;

  private SigningKeySchedule(Vertx vertx, RotateSigningKeys rotateSigningKeys) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.rotateSigningKeys = rotateSigningKeys;
  }

  static SigningKeySchedule start(Vertx vertx, RotateSigningKeys rotateSigningKeys) {
    var schedule = new SigningKeySchedule(vertx, rotateSigningKeys);
    schedule.loop.runOnContext(_ -> schedule.run());
    return schedule;
  }

  private void run() {
    // compose, so that a throw is a failure like any other
    latest =
        Future.succeededFuture()
            .compose(_ -> Future.fromCompletionStage(rotateSigningKeys.keepUp(), loop))
            .transform(SigningKeySchedule::note);
    latest.onComplete(
        _ -> {
          if (!stopped) {
            timer = vertx.setTimer(INTERVAL.toMillis(), _ -> run());
          }
        });
  }

  private static Future<Void> note(AsyncResult<Optional<SigningKey>> result) {
    if (result.failed()) {
      LOG.warn("cannot look after the signing keys, will try again: {}", result.cause().toString());
    } else {
      result
          .result()
          .ifPresent(
              key ->
                  LOG.info(
                      "published the signing key {} ({}), which signs from {}",
                      key.id(),
                      key.algorithm().word(),
                      key.signsFrom()));
    }
    return Future.succeededFuture();
  }

  /** Completes when no look is under way; none begins any more. */
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
