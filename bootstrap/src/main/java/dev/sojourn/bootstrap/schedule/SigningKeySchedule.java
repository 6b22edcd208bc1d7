package dev.sojourn.bootstrap.schedule;

import dev.sojourn.application.token.RotateSigningKeys;
import dev.sojourn.domain.token.SigningKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this node look after the signing keys again and again: far more often than a key may be
 * missed for ({@code SigningKeys.STALE}), and at once at the start, but nobody waits for it.
 */
public final class SigningKeySchedule {
  private static final Logger LOG = LoggerFactory.getLogger(SigningKeySchedule.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private SigningKeySchedule() {}

  public static Recurring start(Vertx vertx, RotateSigningKeys rotateSigningKeys) {
    return Recurring.start(
        vertx,
        Duration.ZERO,
        () ->
            // compose, so that a throw is a failure like any other
            Future.succeededFuture()
                .compose(
                    _ ->
                        Future.fromCompletionStage(
                            rotateSigningKeys.keepUp(), Vertx.currentContext()))
                .transform(SigningKeySchedule::note),
        () -> INTERVAL);
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
}
