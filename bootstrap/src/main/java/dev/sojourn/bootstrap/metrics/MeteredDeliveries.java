package dev.sojourn.bootstrap.metrics;

import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.domain.delivery.SubscriberName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How deliveries go, for Prometheus and in the log. */
public final class MeteredDeliveries implements DeliveryMeter {
  private static final Logger LOG = LoggerFactory.getLogger(MeteredDeliveries.class);

  private final Map<SubscriberName, Meters> all;

  private record Meters(
      Timer lag, Counter failed, Counter died, Counter unreachable, AtomicInteger waiting) {
    static Meters of(MeterRegistry registry, SubscriberName name) {
      var waiting = new AtomicInteger();
      Gauge.builder("sojourn_deliveries_waiting", waiting, AtomicInteger::get)
          .description("Events that a subscriber has not taken and will be sent again.")
          .tag("subscriber", name.value())
          .register(registry);
      return new Meters(
          Latency.ofDeliveries(
              registry,
              "sojourn_delivery_lag_seconds",
              "How long after it happened an event was taken by a subscriber.",
              "subscriber",
              name.value()),
          failure(registry, name, "failed"),
          failure(registry, name, "dead"),
          failure(registry, name, "unreachable"),
          waiting);
    }

    private static Counter failure(MeterRegistry registry, SubscriberName name, String outcome) {
      return Counter.builder("sojourn_delivery_failures_total")
          .description("Tries to deliver that failed.")
          .tags("subscriber", name.value(), "outcome", outcome)
          .register(registry);
    }
  }

  public MeteredDeliveries(MeterRegistry registry, List<SubscriberName> subscribers) {
    all =
        subscribers.stream()
            .collect(Collectors.toMap(Function.identity(), name -> Meters.of(registry, name)));
  }

  private Meters of(SubscriberName name) {
    var meters = all.get(name);
    if (meters == null) {
      throw new IllegalArgumentException("no such subscriber: " + name);
    }
    return meters;
  }

  @Override
  public void taken(SubscriberName name, Duration lag) {
    of(name).lag().record(lag.isNegative() ? Duration.ZERO : lag);
  }

  @Override
  public void failed(SubscriberName name) {
    of(name).failed().increment();
  }

  @Override
  public void died(SubscriberName name) {
    of(name).died().increment();
    LOG.warn("{} did not take an event, which is a dead letter now", name);
  }

  @Override
  public void unreachable(SubscriberName name, String fault) {
    of(name).unreachable().increment();
    LOG.warn("{} takes no events: {}", name, fault);
  }

  @Override
  public void waiting(SubscriberName name, int deliveries) {
    of(name).waiting().set(deliveries);
  }
}
