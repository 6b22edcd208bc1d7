package dev.sojourn.bootstrap.metrics;

import dev.sojourn.adapters.http.useragent.RememberedDevices;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Counts how devices were recognized: {@code sojourn_user_agents_total{outcome}}. */
public final class DeviceMetrics {
  private DeviceMetrics() {}

  public static void register(MeterRegistry registry, RememberedDevices devices) {
    count(registry, devices, "remembered", RememberedDevices::remembered);
    count(registry, devices, "parsed", RememberedDevices::parsed);
    count(registry, devices, "skipped", RememberedDevices::skipped);
  }

  private static void count(
      MeterRegistry registry,
      RememberedDevices devices,
      String outcome,
      ToDoubleFunction<RememberedDevices> counted) {
    FunctionCounter.builder("sojourn_user_agents_total", devices, counted)
        .description("User agents by how they were recognized.")
        .tag("outcome", outcome)
        .register(registry);
  }
}
