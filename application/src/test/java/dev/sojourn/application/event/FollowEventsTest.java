package dev.sojourn.application.event;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.event.FollowEvents.Beginning;
import dev.sojourn.application.event.FollowEvents.Events;
import dev.sojourn.application.event.FollowEvents.Start;
import dev.sojourn.application.fake.FakeAuditStore;
import dev.sojourn.application.fake.FakeStores;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Stores;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FollowEventsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Stores stores = FakeStores.create();
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
  private final FollowEvents events = new FollowEvents(stores.audit(), true, nanoTime::get);

  /** A trail whose store can be away. */
  private static final class LosableAudit extends FakeAuditStore {
    private boolean isAway;

    @Override
    public CompletionStage<Long> settled() {
      return isAway ? CompletableFuture.failedFuture(new TimeoutException()) : super.settled();
    }
  }

  private void happens(int times) {
    for (var i = 0; i < times; i++) {
      happens("ada");
    }
  }

  private void happens(String user) {
    var session = session().of(new UserId(user)).build();
    answer(stores.sessions().open(session, Cause.sweeper(T0)));
  }

  private CompletableFuture<Events> next(long after, EventFilter filter) {
    return events.next(after, filter, 10, PATIENCE).toCompletableFuture();
  }

  private static EventFilter of(String user) {
    return new EventFilter(
        Set.of(),
        Optional.empty(),
        Optional.of(new UserId(user)),
        Optional.empty(),
        Optional.empty());
  }

  private void look() {
    answer(events.look());
  }

  private static List<Long> numbers(Events told) {
    return told.lines().stream().map(Kept::number).toList();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void whoWaitsIsToldWhatComes() {
    var waiting = next(0, EventFilter.ALL);
    look();
    assertFalse(waiting.isDone());
    happens(2);
    assertFalse(waiting.isDone());
    look();
    assertEquals(List.of(1L, 2L), numbers(waiting.join()));
    assertEquals(2, waiting.join().position());
  }

  @Test
  void whoIsBehindIsToldAtOnceAndAsMuchAsAsked() {
    var first = next(0, EventFilter.ALL);
    happens(25);
    look();
    assertEquals(numbers(1, 10), numbers(first.join()));
    assertEquals(numbers(11, 20), numbers(next(10, EventFilter.ALL).join()));
    assertEquals(numbers(21, 25), numbers(next(20, EventFilter.ALL).join()));
    assertFalse(next(25, EventFilter.ALL).isDone());
  }

  @Test
  void aLongPastIsReadInPieces() {
    happens(3 * FollowEvents.MOST_RECENT);
    var waiting = next(0, EventFilter.ALL);
    var later = next(2_990, EventFilter.ALL);
    look();
    assertEquals(numbers(1, 10), numbers(waiting.join()));
    assertEquals(numbers(2_991, 3_000), numbers(later.join()));
    happens(1);
    var last = next(3_000, EventFilter.ALL);
    look();
    assertEquals(numbers(3_001, 3_001), numbers(last.join()));
    assertEquals(numbers(2_001, 2_010), numbers(next(2_000, EventFilter.ALL).join()));
  }

  @Test
  void moreThanIsRememberedIsToldWithoutAGap() {
    var position = 0L;
    for (var i = 0; i < 30; i++) {
      happens(90);
      var waiting = events.next(position, EventFilter.ALL, 100, PATIENCE).toCompletableFuture();
      look();
      assertEquals(numbers(position + 1, position + 90), numbers(waiting.join()));
      position += 90;
    }
    assertEquals(numbers(1, 10), numbers(next(0, EventFilter.ALL).join()));
    assertEquals(numbers(2_651, 2_660), numbers(next(2_650, EventFilter.ALL).join()));
  }

  @Test
  void whatIsNotWantedIsPassedOver() {
    var waiting = next(0, of("eve"));
    happens(3);
    look();
    assertFalse(waiting.isDone(), "still hoping");
    happens("eve");
    happens(1);
    look();
    assertEquals(List.of(4L), numbers(waiting.join()));
    assertEquals(5, waiting.join().position());
  }

  @Test
  void whoSearchesALongPastLearnsHowFarItIs() {
    happens(25);
    var waiting = next(0, of("eve"));
    look();
    assertEquals(new Events(List.of(), 10), waiting.join());
  }

  @Test
  void onesPatienceEnds() {
    var waiting = next(0, of("eve"));
    happens(3);
    look();
    nanoTime.addAndGet(PATIENCE.toNanos());
    look();
    assertEquals(new Events(List.of(), 3), waiting.join());
  }

  @Test
  void onesPatienceEndsThoughTheStoreIsAway() {
    var audit = new LosableAudit();
    var events = new FollowEvents(audit, true, nanoTime::get);
    var waiting = events.next(0, EventFilter.ALL, 10, PATIENCE).toCompletableFuture();
    audit.isAway = true;
    assertThrows(CompletionException.class, () -> events.look().toCompletableFuture().join());
    assertFalse(waiting.isDone());
    nanoTime.addAndGet(PATIENCE.toNanos());
    assertThrows(CompletionException.class, () -> events.look().toCompletableFuture().join());
    assertEquals(new Events(List.of(), 0), waiting.join());
  }

  @Test
  void aFilterMustHoldAsAWhole() {
    var session = session().of(new UserId("ada")).build();
    var opened = AuditTrail.ofSession(Optional.empty(), session, Cause.sweeper(T0)).getFirst();
    assertTrue(EventFilter.ALL.accepts(opened));
    assertTrue(EventFilter.of(Set.of(Action.SESSION_OPENED)).accepts(opened));
    assertFalse(EventFilter.of(Set.of(Action.SESSION_ENDED)).accepts(opened));
    assertTrue(of("ada").accepts(opened));
    assertFalse(of("eve").accepts(opened));
  }

  @Test
  void nobodyWaitsWhenTheNodeStops() {
    var waiting = next(0, EventFilter.ALL);
    events.release();
    assertEquals(new Events(List.of(), 0), waiting.join());
    assertEquals(new Events(List.of(), 0), next(0, EventFilter.ALL).join());
  }

  @Test
  void whereOneBegins() {
    happens(3);
    assertEquals(new Beginning.At(3), answer(events.begin(new Start.Now())));
    assertEquals(new Beginning.At(0), answer(events.begin(new Start.Oldest())));
    assertEquals(new Beginning.At(2), answer(events.begin(new Start.After(2))));
    assertEquals(new Beginning.Forgotten(), answer(events.begin(new Start.After(4))));
    var untold = new FollowEvents(stores.audit(), false, nanoTime::get);
    assertEquals(new Beginning.Untold(), answer(untold.begin(new Start.Now())));
  }
}
