package dev.sojourn.faults.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.faults.soak.Series.Slack;
import dev.sojourn.faults.soak.Series.Unit;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeriesTest {
  private static final Slack SLACK = new Slack(0.05, 10);
  private static final int SAMPLES = 360;

  private static Series series(LongUnaryOperator at) {
    return series(LongStream.range(0, SAMPLES).map(at).boxed().toList());
  }

  private static Series series(List<Long> values) {
    return new Series("memory", "node 0", Unit.NUMBER, SLACK, values);
  }

  private static Named<Series> named(String what, LongUnaryOperator at) {
    return Named.of(what, series(at));
  }

  static Stream<Named<Series>> flat() {
    var random = new Random(1);
    return Stream.of(
        named("what never changes", _ -> 1_000),
        named("what is nothing", _ -> 0),
        named("what fills in the first third", i -> Math.min(i, SAMPLES / 3) * 100),
        named("what nears a ceiling", i -> (long) (1_000 * (1 - Math.exp(-i / 60.0)))),
        named("a saw, as a heap is between collections", i -> 1_000 + i % 20 * 50),
        named("noise", _ -> 1_000 + random.nextInt(500)),
        named("single samples that are high", i -> i % 50 == 49 ? 9_000 : 1_000),
        named("what shrinks", i -> 2_000 - i));
  }

  @ParameterizedTest
  @MethodSource("flat")
  void whatDoesNotGrowIsFlat(Series series) {
    assertTrue(series.isFlat());
  }

  static Stream<Named<Series>> leaks() {
    var random = new Random(1);
    return Stream.of(
        named("a steady leak", i -> 1_000 + i),
        named("one under a saw", i -> 1_000 + i % 20 * 50 + i),
        named("one under noise", i -> 1_000 + random.nextInt(500) + 2 * i),
        named("one from nothing", i -> i),
        named("one that comes late", i -> 1_000 + Math.max(0, i - SAMPLES / 2) * 2),
        named("a step that stays", i -> i < 220 ? 1_000 : 1_100),
        named("steps, each of which stays", i -> 1_000 + i / 60 * 50));
  }

  @ParameterizedTest
  @MethodSource("leaks")
  void aPlantedLeakIsSeen(Series series) {
    assertFalse(series.isFlat());
  }

  @ParameterizedTest(name = "{0} after {1}")
  @CsvSource({
    "1000, 1000, true",
    "1000, 1060, true",
    "1000, 1061, false",
    "0, 10, true",
    "0, 11, false"
  })
  void theLastThirdMayHaveTheSlackMore(long second, long last, boolean flat) {
    var series = series(i -> i < 2 * SAMPLES / 3 ? second : last);

    assertEquals(second, series.secondThird());
    assertEquals(last, series.lastThird());
    assertEquals(flat, series.isFlat());
  }

  @Test
  void threeSamplesInAThirdAreTheFewest() {
    assertFalse(series(List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L)).isLongEnough());
    assertTrue(series(List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L)).isLongEnough());
  }

  @Test
  void theMedianIsOfTheThirdAlone() {
    var series = series(List.of(9L, 9L, 9L, 9L, 1L, 2L, 3L, 4L, 5L, 6L));

    assertEquals(3, series.secondThird());
    assertEquals(5, series.lastThird());
  }
}
