package dev.sojourn.bootstrap.metrics;

import dev.sojourn.adapters.postgres.PostgresMeter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many calls share a batch, by line: 1 means that nobody waited for anybody. And how long it
 * takes until this node knows what has ended on another.
 */
public final class MeteredPostgres implements PostgresMeter {
  private final MeterRegistry registry;
  private final Map<String, DistributionSummary> sizes = new ConcurrentHashMap<>();
  private final Timer revocationLag;

  public MeteredPostgres(MeterRegistry registry) {
    this.registry = registry;
    this.revocationLag =
        Latency.ofRequests(
            registry,
            "sojourn_revocation_lag",
            "From the writing of an end until this node heeds it, once for each announcement.");
  }

  @Override
  public void sent(String line, int size) {
    sizes.computeIfAbsent(line, this::summary).record(size);
  }

  @Override
  public void heardOfEnd(Duration lag) {
    revocationLag.record(lag);
  }

  private DistributionSummary summary(String line) {
    return DistributionSummary.builder("sojourn_store_batch_size")
        .description("Calls in a batch that is sent to the database.")
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
        .tags("line", line)
        .register(registry);
  }
}
