package dev.sojourn.application.event;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.FakeSender;
import dev.sojourn.application.fake.FakeStores;
import dev.sojourn.application.fake.MovableClock;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryMeter;
import dev.sojourn.application.port.DeliveryStore.SubscriberStatus;
import dev.sojourn.application.port.Stores;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SendResult;
import dev.sojourn.domain.delivery.SubscriberName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeliverEventsTest {
  private static final SendResult DOWN = new SendResult.Unreachable("HTTP 503", Optional.empty());
  private static final SendResult NO = new SendResult.Refused("HTTP 400");
  private static final Duration WAIT = Duration.ofSeconds(30);

  private final Stores stores = FakeStores.create();
  private final MovableClock clock = new MovableClock(T0);
  private final FakeSender sender = new FakeSender();
  private final RecordingMeter meter = new RecordingMeter();
  private final SubscriberName name = new SubscriberName("siem");
  private final Node one = new Node(EventFilter.ALL);

  /** A node, and what it needs to deliver. */
  private final class Node {
    final FollowEvents followEvents;
    final DeliverEvents deliver;

    Node(EventFilter filter) {
      followEvents =
          new FollowEvents(
              stores.audit(), true, () -> Duration.between(T0, clock.instant()).toNanos());
      deliver =
          new DeliverEvents(
              new Subscriber(name, filter, new RetryWaits(List.of(WAIT, WAIT.multipliedBy(2)))),
              sender,
              stores.deliveries(),
              stores.audit(),
              followEvents,
              meter,
              () -> 0,
              UUID.randomUUID(),
              clock);
    }

    /** Runs once; what it waits for passes. */
    Duration run() {
      var rest = deliver.run().toCompletableFuture();
      for (var i = 0; i < 8 && !rest.isDone(); i++) {
        answer(followEvents.look());
        if (!rest.isDone()) {
          clock.pass(Duration.ofSeconds(1));
        }
      }
      assertTrue(rest.isDone(), "still waits");
      return rest.join();
    }

    /** Runs until it rests, or has nothing to do. */
    void runs(int times) {
      for (var i = 0; i < times; i++) {
        run();
      }
    }
  }

  private static final class RecordingMeter implements DeliveryMeter {
    final List<String> told = new ArrayList<>();

    @Override
    public void taken(SubscriberName name, Duration lag) {
      told.add("taken");
    }

    @Override
    public void failed(SubscriberName name) {
      told.add("failed");
    }

    @Override
    public void died(SubscriberName name) {
      told.add("died");
    }

    @Override
    public void unreachable(SubscriberName name, String fault) {
      told.add("unreachable");
    }

    @Override
    public void waiting(SubscriberName name, int deliveries) {
      told.add(deliveries + " wait");
    }
  }

  private Session opened(String user) {
    var session = session().of(new UserId(user)).build();
    answer(stores.sessions().open(session, Cause.sweeper(clock.instant())));
    return session;
  }

  private void opened(int sessions) {
    for (var i = 0; i < sessions; i++) {
      opened("ada");
    }
  }

  private void end(Session session) {
    answer(
        stores
            .sessions()
            .update(
                session.id(),
                stored -> {
                  var before = stored.orElseThrow();
                  var after = before.endedBy(new End(EndReason.REVOKED, clock.instant()));
                  return Decision.store(after, true, Cause.sweeper(clock.instant()));
                }));
  }

  private void change(Session session, int number) {
    answer(
        stores
            .sessions()
            .update(
                session.id(),
                stored -> {
                  var before = stored.orElseThrow();
                  var changed =
                      new Attributes(new Json.Object(Map.of("number", new Json.Whole(number))));
                  var after = before.withAttributes(changed);
                  return Decision.store(after, true, Cause.sweeper(clock.instant()));
                }));
  }

  private SubscriberStatus status() {
    return answer(stores.deliveries().statuses()).getFirst();
  }

  private List<Long> waiting() {
    return status().progress().deliveries().stream().map(Delivery::number).toList();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static boolean isNumber(Kept event, long number) {
    return event.number() == number;
  }

  @Test
  void whoIsNewIsToldWhatComes() {
    opened(2);
    one.run();
    opened(3);
    one.run();
    assertEquals(numbers(3, 5), sender.taken());
    assertEquals(5, status().progress().position());
  }

  @Test
  void moreThanFitsAtOnceIsToldPieceByPiece() {
    one.run();
    opened(50);
    one.runs(4);
    assertEquals(numbers(1, 50), sender.taken());
  }

  @Test
  void onlyWhatIsWantedIsSent() {
    var node = new Node(EventFilter.of(Set.of(Action.SESSION_ENDED)));
    node.run();
    var session = opened("ada");
    end(session);
    node.run();
    assertEquals(List.of(2L), sender.taken());
  }

  @Test
  void oneNodeSendsAtATime() {
    var other = new Node(EventFilter.ALL);
    one.run();
    assertEquals(DeliverEvents.REST, other.run());
    opened(2);
    other.run();
    assertEquals(List.of(), sender.sent());
    one.run();
    assertEquals(numbers(1, 2), sender.sent());
  }

  @Test
  void aNodeThatStopsGivesItsTurnToAnother() {
    var other = new Node(EventFilter.ALL);
    one.run();
    answer(one.deliver.release());
    opened(1);
    other.runs(2);
    assertEquals(numbers(1, 1), sender.taken());
  }

  @Test
  void aNodeThatIsGoneLosesItsTurnAfterAWhile() {
    var other = new Node(EventFilter.ALL);
    one.run();
    opened(1);
    clock.pass(HeldProgress.LEASE);
    other.runs(2);
    assertEquals(numbers(1, 1), sender.taken());
    opened(1);
    one.run();
    assertEquals(numbers(1, 1), sender.sent(), "its lease is over");
    other.run();
    assertEquals(numbers(1, 2), sender.sent());
  }

  @Test
  void aNodeThatIsOvertakenWhileItSendsSaysNothingOfIt() {
    var other = new Node(EventFilter.ALL);
    one.run();
    opened(1);
    sender.answers(
        event -> {
          clock.pass(HeldProgress.LEASE); // it takes so long
          sender.answers(_ -> new SendResult.Taken());
          other.runs(2);
          return new SendResult.Refused("HTTP 400");
        });
    assertEquals(DeliverEvents.REST, one.run());
    assertEquals(List.of(), waiting(), "the other knows better");
    assertEquals(1, status().progress().position());
  }

  @Test
  void aSlowReceiverDoesNotCostANodeItsTurnWhileItSends() {
    one.run();
    var session = opened("ada");
    for (var change = 1; change < 40; change++) {
      change(session, change);
    }
    sender.answers(
        _ -> {
          clock.pass(Duration.ofSeconds(5));
          return new SendResult.Taken();
        });
    var began = clock.instant();
    one.run();
    var lasted = Duration.between(began, clock.instant());
    assertTrue(lasted.compareTo(HeldProgress.LEASE.dividedBy(2)) < 0, lasted.toString());
    one.runs(50);
    assertEquals(numbers(1, 40), sender.sent());
    assertEquals(List.of(), waiting());
  }

  @Test
  void aNodeThatHasNothingToSendKeepsItsTurn() {
    var other = new Node(EventFilter.ALL);
    one.run();
    for (var i = 0; i < 60; i++) {
      one.run(); // each waits for some seconds
      other.run();
    }
    opened(1);
    other.run();
    assertEquals(List.of(), sender.sent());
    one.run();
    assertEquals(numbers(1, 1), sender.taken());
  }

  @Test
  void anEventThatIsRefusedIsSentAgainAfterGrowingWaits() {
    one.run();
    opened(3);
    sender.answers(event -> isNumber(event, 2) ? NO : new SendResult.Taken());
    one.run();
    assertEquals(List.of(1L, 3L), sender.taken());
    assertEquals(List.of(2L), waiting());
    one.run();
    assertEquals(3, sender.sent().size(), "not yet");
    clock.pass(WAIT);
    one.run();
    assertEquals(4, sender.sent().size());
    clock.pass(WAIT);
    one.run();
    assertEquals(4, sender.sent().size(), "the second wait is longer");
    sender.answers(_ -> new SendResult.Taken());
    clock.pass(WAIT);
    one.run();
    assertEquals(List.of(1L, 3L, 2L), sender.taken());
    assertEquals(List.of(), waiting());
  }

  @Test
  void whatFollowsInTheSameSessionWaitsForIt() {
    one.run();
    var session = opened("ada");
    var other = opened("eve");
    end(session);
    end(other);
    sender.answers(event -> isNumber(event, 1) ? NO : new SendResult.Taken());
    one.run();
    assertEquals(List.of(2L, 4L), sender.taken());
    assertEquals(List.of(1L, 3L), waiting());
    opened("ada");
    one.run();
    assertEquals(List.of(2L, 4L, 5L), sender.taken());
    sender.answers(_ -> new SendResult.Taken());
    clock.pass(WAIT);
    one.runs(2);
    assertEquals(List.of(2L, 4L, 5L, 1L, 3L), sender.taken());
  }

  @Test
  void whatComesLaterInTheSameSessionWaitsToo() {
    one.run();
    var session = opened("ada");
    sender.answers(event -> isNumber(event, 1) ? NO : new SendResult.Taken());
    one.run();
    end(session);
    one.run();
    assertEquals(List.of(1L), sender.sent());
    sender.answers(_ -> new SendResult.Taken());
    clock.pass(WAIT);
    one.runs(2);
    assertEquals(List.of(1L, 2L), sender.taken());
  }

  @Test
  void anEventThatWasSentOftenEnoughIsADeadLetter() {
    one.run();
    var session = opened("ada");
    end(session);
    sender.answers(event -> isNumber(event, 1) ? NO : new SendResult.Taken());
    one.run();
    for (var i = 0; i < 2; i++) {
      clock.pass(WAIT.multipliedBy(2));
      one.run();
    }
    one.run();
    assertEquals(List.of(1L, 1L, 1L, 2L), sender.sent());
    assertEquals(1, status().dead());
    assertEquals(List.of(), waiting());
    var dead = answer(stores.deliveries().dead(name, 0, 10)).getFirst();
    assertEquals(Optional.of("HTTP 400"), dead.fault());
    assertEquals(3, dead.tries());
    assertTrue(meter.told.contains("died"));
  }

  @Test
  void aDeadLetterIsSentAgainOnDemand() {
    anEventThatWasSentOftenEnoughIsADeadLetter();
    sender.answers(_ -> new SendResult.Taken());
    answer(stores.deliveries().revive(name, Optional.empty(), clock.instant(), 10));
    opened(1); // whose delivery has the node read what is stored
    one.runs(2);
    assertEquals(List.of(2L, 3L, 1L), sender.taken());
    assertEquals(0, status().dead());
  }

  @Test
  void noEventIsGivenUpForASubscriberThatTakesNothing() {
    one.run();
    opened(40);
    sender.answers(_ -> DOWN);
    for (var i = 0; i < 200; i++) {
      clock.pass(one.run());
    }
    assertEquals(0, status().progress().position());
    assertEquals(List.of(), waiting());
    assertEquals("HTTP 503", status().progress().outage().orElseThrow().fault());
    sender.answers(_ -> new SendResult.Taken());
    clock.pass(Duration.ofMinutes(1));
    one.runs(4);
    assertEquals(numbers(1, 40), sender.taken());
    assertEquals(Optional.empty(), status().progress().outage());
  }

  @Test
  void aSubscriberThatIsDownIsAskedLessAndLessOften() {
    one.run();
    opened(1);
    sender.answers(_ -> DOWN);
    for (var seconds = 0; seconds < 600; ) {
      var before = clock.instant();
      var rest = one.run();
      clock.pass(rest);
      seconds += (int) Duration.between(before, clock.instant()).toSeconds();
    }
    assertTrue(sender.sent().size() < 20, sender.sent().size() + " times in ten minutes");
    assertTrue(sender.sent().size() > 8, sender.sent().size() + " times in ten minutes");
  }

  @Test
  void aSubscriberThatAsksForMoreTimeIsGivenIt() {
    one.run();
    opened(1);
    sender.answers(
        _ -> new SendResult.Unreachable("HTTP 429", Optional.of(Duration.ofMinutes(10))));
    one.run();
    clock.pass(Duration.ofMinutes(9));
    one.run();
    assertEquals(1, sender.sent().size());
    clock.pass(Duration.ofMinutes(1));
    one.run();
    assertEquals(2, sender.sent().size());
  }

  @Test
  void whatFailsAloneWhileOthersAreTakenIsSentAgainByItself() {
    one.run();
    opened(3);
    sender.answers(event -> isNumber(event, 2) ? DOWN : new SendResult.Taken());
    one.run();
    assertEquals(List.of(1L, 3L), sender.taken());
    assertEquals(List.of(2L), waiting());
    assertEquals(Optional.empty(), status().progress().outage());
  }

  @Test
  void noNewEventsAreBegunWhileManyWait() {
    one.run();
    sender.answers(_ -> NO);
    opened(300);
    one.runs(20);
    assertTrue(waiting().size() >= Progress.MOST_WAITING);
    assertTrue(waiting().size() < Progress.MOST_WAITING + Progress.MOST_AT_ONCE);
    assertTrue(one.run().isPositive(), "it rests");
    sender.answers(_ -> new SendResult.Taken());
    clock.pass(WAIT);
    one.runs(40);
    assertEquals(Set.copyOf(numbers(1, 300)), Set.copyOf(sender.taken()));
  }

  @Test
  void theLagIsMeasured() {
    one.run();
    opened(2);
    one.run();
    assertEquals(List.of("taken", "taken", "0 wait"), meter.told);
  }
}
