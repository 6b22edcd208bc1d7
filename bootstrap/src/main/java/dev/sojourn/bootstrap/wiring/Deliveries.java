package dev.sojourn.bootstrap.wiring;

import dev.sojourn.adapters.http.api.audit.AuditJson;
import dev.sojourn.adapters.webhooks.LogoutSender;
import dev.sojourn.adapters.webhooks.SecurityEventSender;
import dev.sojourn.adapters.webhooks.WebhookSender;
import dev.sojourn.application.event.DeliverEvents;
import dev.sojourn.application.event.DetectNewDevices;
import dev.sojourn.application.event.FollowEvents;
import dev.sojourn.application.event.PollEvents;
import dev.sojourn.application.event.PollSecurityEvents;
import dev.sojourn.application.event.SecurityEventMint;
import dev.sojourn.application.event.ShowSubscribers;
import dev.sojourn.application.event.Subscriber;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.application.port.Stores;
import dev.sojourn.bootstrap.Sojourn;
import dev.sojourn.bootstrap.config.SojournConfig.Receiver;
import dev.sojourn.bootstrap.config.SojournConfig.Subscription;
import dev.sojourn.bootstrap.metrics.MeteredDeliveries;
import dev.sojourn.bootstrap.schedule.DeliverySchedule;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/** All who are told of events, and how each of them is. */
public final class Deliveries {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  private final List<Subscription> subscriptions;
  private final Stores stores;
  private final FollowEvents followEvents;
  private final DeliveryMeter meter;
  private final SecurityEventMint mint;
  private final DoubleSupplier fraction;
  private final InstantSource clock;
  private final Map<SubscriberName, PollSecurityEvents.Stream> polled;
  private final boolean newDevices;
  private final UUID node = UUID.randomUUID();

  /**
   * @param newDevices whether new devices are looked for
   */
  public Deliveries(
      List<Subscription> subscriptions,
      boolean newDevices,
      Stores stores,
      FollowEvents followEvents,
      MeterRegistry registry,
      SecurityEventMint mint,
      DoubleSupplier fraction,
      InstantSource clock) {
    this.subscriptions = List.copyOf(subscriptions);
    this.stores = stores;
    this.followEvents = followEvents;
    this.newDevices = newDevices;
    this.meter =
        new MeteredDeliveries(
            registry,
            Stream.concat(
                    names(this.subscriptions).stream(),
                    Stream.of(DetectNewDevices.NAME).filter(_ -> newDevices))
                .toList());
    this.mint = mint;
    this.fraction = fraction;
    this.clock = clock;
    this.polled = polled();
  }

  private static List<SubscriberName> names(List<Subscription> subscriptions) {
    return subscriptions.stream().map(each -> each.subscriber().name()).toList();
  }

  public ShowSubscribers showSubscribers() {
    return new ShowSubscribers(names(subscriptions), stores.deliveries(), stores.audit(), clock);
  }

  public PollSecurityEvents pollSecurityEvents() {
    return new PollSecurityEvents(polled, mint);
  }

  private Map<SubscriberName, PollSecurityEvents.Stream> polled() {
    var streams = new HashMap<SubscriberName, PollSecurityEvents.Stream>();
    for (var subscription : subscriptions) {
      if (subscription.receiver() instanceof Receiver.PolledSecurityEvents(var audience)) {
        var pollEvents =
            new PollEvents(
                subscription.subscriber(),
                stores.deliveries(),
                stores.audit(),
                followEvents,
                meter,
                clock);
        streams.put(
            subscription.subscriber().name(), new PollSecurityEvents.Stream(pollEvents, audience));
      }
    }
    return streams;
  }

  /**
   * Begins to tell those to whom events are sent, each by itself, and to keep events for those who
   * fetch them.
   */
  public void start(Vertx vertx, Closer closer) {
    var client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) CONNECT_TIMEOUT.toMillis()),
            new PoolOptions().setHttp1MaxSize(Progress.MOST_AT_ONCE));
    for (var subscription : subscriptions) {
      sender(subscription.receiver(), client)
          .ifPresent(sender -> start(vertx, subscription.subscriber(), sender, closer));
    }
    if (newDevices) {
      start(
          vertx,
          DetectNewDevices.SUBSCRIBER,
          new DetectNewDevices(stores.sessions(), stores.audit()),
          closer);
    }
    for (var stream : polled.values()) {
      Sojourn.await(stream.pollEvents().poll(Set.of(), Map.of(), 0, Duration.ZERO));
    }
  }

  private void start(Vertx vertx, Subscriber subscriber, EventSender sender, Closer closer) {
    var deliverEvents =
        new DeliverEvents(
            subscriber,
            sender,
            stores.deliveries(),
            stores.audit(),
            followEvents,
            meter,
            fraction,
            node,
            clock);
    var name = subscriber.name();
    var schedule = DeliverySchedule.start(vertx, name, deliverEvents);
    closer.by(
        "deliveries to " + name,
        () -> {
          followEvents.release();
          Sojourn.await(
              schedule.stop().compose(_ -> Future.fromCompletionStage(deliverEvents.release())));
        });
  }

  /** None for those who fetch. */
  private Optional<EventSender> sender(Receiver receiver, HttpClient client) {
    return switch (receiver) {
      case Receiver.Webhook(var url, var secrets) ->
          Optional.of(new WebhookSender(client, url, secrets, AuditJson::write, clock));
      case Receiver.SecurityEvents(var url, var audience, var authorization) ->
          Optional.of(new SecurityEventSender(client, url, mint, audience, authorization, clock));
      case Receiver.Logouts(var url, var audience) ->
          Optional.of(new LogoutSender(client, url, mint, audience, clock));
      case Receiver.PolledSecurityEvents _ -> Optional.empty();
    };
  }
}
