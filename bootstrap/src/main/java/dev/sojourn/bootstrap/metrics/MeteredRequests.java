package dev.sojourn.bootstrap.metrics;

import dev.sojourn.adapters.http.server.RequestMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How long requests take, by route template. */
public final class MeteredRequests implements RequestMeter {
  /** A client may send any word as its method; these have a label of their own. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final MeterRegistry registry;
  private final Map<Answer, Timer> timers = new ConcurrentHashMap<>();

  private final LongAdder served = new LongAdder();

  private record Answer(String method, String route, int status) {}

  public MeteredRequests(MeterRegistry registry) {
    this.registry = registry;
  }

  /** How many requests have been answered so far. */
  public long served() {
    return served.sum();
  }

  @Override
  public void answered(String method, String route, int status, Duration took) {
    served.increment();
    var known = METHODS.contains(method) ? method : "other";
    timers.computeIfAbsent(new Answer(known, route, status), this::timer).record(took);
  }

  private Timer timer(Answer answer) {
    return Latency.ofRequests(
        registry,
        "sojourn_http_request_duration_seconds",
        "How long it takes until a request is answered.",
        "method",
        answer.method(),
        "route",
        answer.route(),
        "status",
        Integer.toString(answer.status()));
  }
}
