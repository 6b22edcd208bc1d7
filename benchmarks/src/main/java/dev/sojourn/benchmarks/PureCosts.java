package dev.sojourn.benchmarks;

import dev.sojourn.adapters.http.api.session.JsonPieces;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The pure pieces, measured by JMH in a JVM of their own. */
final class PureCosts {
  private PureCosts() {}

  static List<String> measure() {
    var options =
        new OptionsBuilder()
            .include(Pieces.class.getName())
            .include(JsonPieces.class.getName())
            .forks(1)
            .warmupIterations(4)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementIterations(6)
            .measurementTime(TimeValue.milliseconds(500))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return new Runner(options).run().stream().map(PureCosts::row).toList();
    } catch (RunnerException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static String row(RunResult run) {
    var result = run.getPrimaryResult();
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f ± %,.0f |",
        words(result.getLabel()),
        result.getScore(),
        result.getScoreError());
  }

  /** {@code tagOfAnAccessToken} as words. */
  private static String words(String camelCase) {
    return camelCase.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT).replace("json", "JSON");
  }
}
