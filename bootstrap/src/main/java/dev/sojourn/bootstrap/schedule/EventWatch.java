package dev.sojourn.bootstrap.schedule;

import dev.sojourn.application.event.FollowEvents;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for new events as long as somebody follows them. */
public final class EventWatch {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(EventWatch.class);

  private final FollowEvents followEvents;
  private boolean isBlind;

  private EventWatch(FollowEvents followEvents) {
    this.followEvents = followEvents;
  }

  public static Recurring start(Vertx vertx, FollowEvents followEvents) {
    var watch = new EventWatch(followEvents);
    return Recurring.start(
        vertx, BETWEEN_LOOKS, watch::look, () -> watch.isBlind ? AFTER_A_FAILURE : BETWEEN_LOOKS);
  }

  private Future<Void> look() {
    return Future.fromCompletionStage(followEvents.look())
        .onSuccess(_ -> isBlind = false)
        .onFailure(
            failure -> {
              if (!isBlind) {
                LOG.warn("cannot look for events", failure);
              }
              isBlind = true;
            });
  }
}
