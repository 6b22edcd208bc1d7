package dev.sojourn.bootstrap.schedule;

import dev.sojourn.application.event.DeliverEvents;
import dev.sojourn.domain.delivery.SubscriberName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a subscriber told of events, again and again. */
public final class DeliverySchedule {
  private static final Logger LOG = LoggerFactory.getLogger(DeliverySchedule.class);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);

  private final SubscriberName name;
  private final DeliverEvents deliverEvents;
  private Duration rest = Duration.ZERO;
  private boolean isFailing;

  private DeliverySchedule(SubscriberName name, DeliverEvents deliverEvents) {
    this.name = name;
    this.deliverEvents = deliverEvents;
  }

  public static Recurring start(Vertx vertx, SubscriberName name, DeliverEvents deliverEvents) {
    var schedule = new DeliverySchedule(name, deliverEvents);
    return Recurring.start(vertx, Duration.ZERO, schedule::run, () -> schedule.rest);
  }

  private Future<Void> run() {
    // compose, so that a throw is a failure like any other
    return Future.succeededFuture()
        .compose(_ -> Future.fromCompletionStage(deliverEvents.run(), Vertx.currentContext()))
        .onSuccess(
            next -> {
              rest = next;
              isFailing = false;
            })
        .onFailure(
            failure -> {
              if (!isFailing) {
                LOG.warn("cannot deliver to {}, will try again: {}", name, failure.toString());
              }
              rest = AFTER_A_FAILURE;
              isFailing = true;
            })
        .mapEmpty();
  }
}
