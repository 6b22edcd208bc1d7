package dev.sojourn.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Rates and costs of several stretches; the median counts, because machines are shared. */
final class Costs {
  private final Supplier<Duration> cpu;
  private final List<Double> perSecond = new ArrayList<>();
  private final List<Double> cpuMicros = new ArrayList<>();

  /**
   * @param cpu the processor time so far of all that is charged
   */
  Costs(Supplier<Duration> cpu) {
    this.cpu = cpu;
  }

  void measure(Load load, Duration stretch) {
    var before = cpu.get();
    var result = load.run(stretch);
    add(before, result.perSecond(), result.answers());
  }

  void measure(Postgres postgres, String script, int clients, Duration stretch) {
    var before = cpu.get();
    var rate = postgres.pgbench(script, clients, stretch).perSecond();
    add(before, rate, rate * stretch.toSeconds());
  }

  private void add(Duration before, double rate, double answers) {
    perSecond.add(rate);
    cpuMicros.add(cpu.get().minus(before).toNanos() / 1e3 / answers);
  }

  double perSecond() {
    return median(perSecond);
  }

  double cpuMicros() {
    return median(cpuMicros);
  }

  static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%,.0f/s at %.1f us of CPU", perSecond(), cpuMicros());
  }
}
