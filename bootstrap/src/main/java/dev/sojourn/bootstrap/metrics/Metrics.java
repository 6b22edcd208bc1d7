package dev.sojourn.bootstrap.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.sojourn.bootstrap.Build;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;

/** What Prometheus is told: of the JVM and the process here, of sessions by those who register. */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  private Metrics(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  public static Metrics create() {
    var prometheus = new PrometheusRegistry();
    var metrics =
        new Metrics(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM));
    new JvmMemoryMetrics().bindTo(metrics.registry);
    metrics.garbageCollection.bindTo(metrics.registry);
    new JvmThreadMetrics().bindTo(metrics.registry);
    new ClassLoaderMetrics().bindTo(metrics.registry);
    processCpu(metrics.registry);
    new UptimeMetrics().bindTo(metrics.registry);
    new FileDescriptorMetrics().bindTo(metrics.registry);
    // Past Micrometer, which would take _info off the name of a gauge.
    Info.builder()
        .name("sojourn_build_info")
        .help("Which Sojourn this is, and what it runs on.")
        .labelNames("version", "java")
        .register(prometheus)
        .setLabelValues(Build.version(), Runtime.version().toString());
    return metrics;
  }

  /** Micrometer's own counts nanoseconds, and has names beside it that promtool objects to. */
  private static void processCpu(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder(
              "process_cpu_seconds_total", system, cpu -> cpu.getProcessCpuTime() / 1e9)
          .description("Processor time that the process has used.")
          .register(registry);
    }
  }

  public MeterRegistry registry() {
    return registry;
  }

  /** The text that Prometheus reads. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
