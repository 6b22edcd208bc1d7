package dev.sojourn.bootstrap;

import dev.sojourn.adapters.postgres.BatchMeter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many calls share a batch, by line: 1 means that nobody waited for anybody. */
final class MeteredBatches implements BatchMeter {
  private final MeterRegistry registry;
  private final Map<String, DistributionSummary> sizes = new ConcurrentHashMap<>();

  MeteredBatches(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void sent(String line, int size) {
    sizes.computeIfAbsent(line, this::summary).record(size);
  }

  private DistributionSummary summary(String line) {
    return DistributionSummary.builder("sojourn_store_batch_size")
        .description("Calls in a batch that is sent to the database.")
        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
        .tags("line", line)
        .register(registry);
  }
}
