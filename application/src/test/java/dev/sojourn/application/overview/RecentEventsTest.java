package dev.sojourn.application.overview;

import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.MovableClock;
import dev.sojourn.application.overview.RecentEvents.Kind;
import dev.sojourn.application.port.SessionEvent.LockedOut;
import dev.sojourn.application.port.SessionEvent.Opened;
import dev.sojourn.application.port.SessionEvent.Refreshed;
import dev.sojourn.application.port.SessionEvent.Swept;
import dev.sojourn.application.port.SessionEvent.Verified;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.PolicyName;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecentEventsTest {
  private final MovableClock clock = new MovableClock(T0);
  private final RecentEvents events = new RecentEvents(clock);

  private void opened(int times) {
    IntStream.range(0, times).forEach(_ -> events.on(new Opened(PolicyName.DEFAULT)));
  }

  @ParameterizedTest(name = "{0} later it is {1} in the last minute, {2} in the last hour")
  @CsvSource({"PT0S, 3, 3", "PT59S, 3, 3", "PT60S, 0, 3", "PT59M59S, 0, 3", "PT60M, 0, 0"})
  void whatHappenedIsRememberedForAnHour(Duration later, long inMinute, long inHour) {
    opened(3);
    clock.pass(later);
    var frequency = events.of(Kind.OPENED);
    assertEquals(inMinute, frequency.lastMinute());
    assertEquals(inHour, frequency.lastHour());
  }

  @ParameterizedTest(name = "{0} later it is {1} in the last day")
  @CsvSource({"PT0S, 3", "PT1H, 3", "PT23H59M59S, 3", "PT24H, 0", "PT240H, 0"})
  void whatHappenedIsRememberedForADayByTheMinute(Duration later, long inDay) {
    opened(3);
    clock.pass(later);
    assertEquals(inDay, events.of(Kind.OPENED).lastDay());
  }

  @Test
  void eachQuarterOfAnHourIsAPointOfTheDayTheOldestFirst() {
    opened(5);
    clock.pass(Duration.ofMinutes(15));
    opened(2);
    var byQuarter = events.of(Kind.OPENED).byQuarter();
    assertEquals(RecentEvents.QUARTERS, byQuarter.size());
    assertEquals(5, byQuarter.get(RecentEvents.QUARTERS - 2));
    assertEquals(2, byQuarter.getLast());
  }

  @Test
  void countsBeginWithTheNode() {
    clock.pass(Duration.ofMinutes(5));
    assertEquals(T0, events.since());
  }

  @Test
  void eachMinuteIsAPointTheOldestFirst() {
    opened(5);
    clock.pass(Duration.ofMinutes(1));
    opened(2);
    var byMinute = events.of(Kind.OPENED).byMinute();
    assertEquals(RecentEvents.MINUTES, byMinute.size());
    assertEquals(5, byMinute.get(RecentEvents.MINUTES - 2));
    assertEquals(2, byMinute.getLast());
  }

  @Test
  void whatComesRoundAgainHasMadeRoom() {
    opened(5);
    for (var hour = 0; hour < 3; hour++) {
      clock.pass(Duration.ofHours(1));
      assertEquals(0, events.of(Kind.OPENED).lastHour());
      opened(1);
      assertEquals(1, events.of(Kind.OPENED).lastHour());
    }
  }

  @Test
  void aClockThatGoesBackLosesNothing() {
    opened(1);
    clock.pass(Duration.ofSeconds(-5));
    opened(1);
    clock.pass(Duration.ofSeconds(5));
    assertEquals(2, events.of(Kind.OPENED).lastMinute());
  }

  @Test
  void tokensThatAreNotGoodAreRefusedAndCopiesCaught() {
    events.on(new Refreshed(Refreshed.Outcome.ROTATED));
    events.on(new Refreshed(Refreshed.Outcome.REPLAYED));
    events.on(new Refreshed(Refreshed.Outcome.UNKNOWN));
    events.on(new Refreshed(Refreshed.Outcome.REUSE));
    events.on(new Verified(Verified.Outcome.ACTIVE));
    events.on(new Verified(Verified.Outcome.EXPIRED));
    assertEquals(2, events.of(Kind.REFRESHED).lastMinute());
    assertEquals(3, events.of(Kind.REFUSED).lastMinute());
    assertEquals(1, events.of(Kind.REUSE).lastMinute());
  }

  @Test
  void theSweepersRowsCountButThoseThatItPutsOff() {
    events.on(new Swept(Swept.Action.ENDED, 7));
    events.on(new Swept(Swept.Action.PURGED_SESSION, 2));
    events.on(new Swept(Swept.Action.DEFERRED, 100));
    events.on(new LockedOut(Factor.PASSWORD));
    assertEquals(9, events.of(Kind.SWEPT).lastMinute());
    assertEquals(1, events.of(Kind.LOCKED_OUT).lastMinute());
  }

  @ParameterizedTest
  @EnumSource
  void whatTheSweeperDeletesCountsWhateverItIs(Swept.Action action) {
    events.on(new Swept(action, 5));
    assertEquals(action == Swept.Action.DEFERRED ? 0 : 5, events.of(Kind.SWEPT).lastMinute());
  }
}
