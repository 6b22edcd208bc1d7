package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.DeliveryStore.SubscriberStatus;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Delivery.State;
import dev.sojourn.domain.delivery.OrderingKey;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store promises of the progress of subscribers. A store's own test extends this and
 * supplies it.
 */
public abstract class DeliveryStoreContract {
  private static final UUID NODE = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final AtomicInteger LAST = new AtomicInteger();

  private SubscriberName name = new SubscriberName("nobody");

  @BeforeEach
  void somebodyNew() {
    name = new SubscriberName("subscriber" + LAST.incrementAndGet());
  }

  /** The store, as one node has it. */
  protected abstract DeliveryStore store();

  /** The store, as another node has it: the same data. */
  protected DeliveryStore secondNode() {
    return store();
  }

  private static Delivery waiting(long number, String orderingKey) {
    return new Delivery(
        number,
        new OrderingKey(orderingKey),
        2,
        new State.Waiting(T0.plusSeconds(number)),
        Optional.of("HTTP 400 \ud83d\udc4e"));
  }

  private static Delivery dead(long number, String orderingKey) {
    return new Delivery(
        number,
        new OrderingKey(orderingKey),
        10,
        new State.Dead(T0.plusSeconds(number)),
        Optional.of("HTTP 410"));
  }

  private Progress change(UnaryOperator<Progress> change) {
    return answer(
        store()
            .update(
                name,
                stored -> {
                  var after = change.apply(stored.orElseGet(() -> Progress.from(5)));
                  return Decision.store(after, after);
                }));
  }

  private Optional<Progress> stored() {
    return answer(secondNode().update(name, Decision::unchanged));
  }

  private Optional<SubscriberStatus> status() {
    return answer(secondNode().statuses()).stream()
        .filter(status -> status.name().equals(name))
        .findFirst();
  }

  @Test
  void whoIsNewHasNoProgress() {
    assertEquals(Optional.empty(), stored());
    assertEquals(Optional.empty(), status());
  }

  @Test
  void allOfAProgressIsKept() {
    var taken = change(progress -> progress.takenBy(NODE, Duration.ofMinutes(2), T0).orElseThrow());
    assertEquals(Optional.of(taken), stored());
    var failing =
        change(
            progress ->
                progress
                    .after(9, Set.of(), List.of(waiting(7, "b"), waiting(6, "a")))
                    .unreachable("connection refused", Optional.empty(), T0.plusMillis(1)));
    assertEquals(Optional.of(failing), stored());
    assertEquals(Optional.of(new SubscriberStatus(name, failing, 0)), status());
    var released = change(progress -> progress.releasedBy(NODE));
    assertEquals(Optional.empty(), released.lease());
    assertEquals(Optional.of(released), stored());
  }

  @Test
  void deliveriesComeGoAndChange() {
    change(p -> p.after(20, Set.of(), List.of(waiting(7, "a"), waiting(8, "b"), waiting(9, "c"))));
    var changed = waiting(8, "b").failed("again", RetryWaits.DEFAULT, 0, T0);
    change(progress -> progress.after(21, Set.of(7L), List.of(changed, waiting(21, "d"))));
    assertEquals(
        List.of(changed, waiting(9, "c"), waiting(21, "d")), stored().orElseThrow().deliveries());
  }

  @Test
  void deadLettersAreKeptApart() {
    change(progress -> progress.after(20, Set.of(), List.of(waiting(7, "a"), waiting(8, "b"))));
    change(progress -> progress.after(20, Set.of(), List.of(dead(7, "a"))));
    change(progress -> progress.after(20, Set.of(), List.of(dead(9, "c"))));
    assertEquals(List.of(waiting(8, "b")), stored().orElseThrow().deliveries());
    assertEquals(2, status().orElseThrow().dead());
    assertEquals(List.of(waiting(8, "b")), status().orElseThrow().progress().deliveries());
    assertEquals(List.of(dead(7, "a"), dead(9, "c")), answer(secondNode().dead(name, 0, 10)));
    assertEquals(List.of(dead(7, "a")), answer(secondNode().dead(name, 0, 1)));
    assertEquals(List.of(dead(9, "c")), answer(secondNode().dead(name, 7, 10)));
  }

  @Test
  void aDeadLetterIsSentAgainOnDemand() {
    change(
        progress ->
            progress.after(20, Set.of(), List.of(dead(7, "a"), dead(8, "b"), dead(9, "c"))));
    assertEquals(1, answer(secondNode().revive(name, Optional.of(8L), T0, 10)));
    assertEquals(List.of(dead(8, "b").revived(T0)), stored().orElseThrow().deliveries());
    assertEquals(0, answer(secondNode().revive(name, Optional.of(8L), T0, 10)), "is not dead");
    assertEquals(0, answer(secondNode().revive(name, Optional.of(99L), T0, 10)), "is none");
    assertEquals(1, answer(secondNode().revive(name, Optional.empty(), T0, 1)));
    assertEquals(1, answer(secondNode().revive(name, Optional.empty(), T0, 10)));
    assertEquals(3, stored().orElseThrow().deliveries().size());
    assertEquals(List.of(), answer(store().dead(name, 0, 10)));
    assertEquals(0, answer(store().revive(new SubscriberName("nobody"), Optional.empty(), T0, 10)));
  }

  @Test
  void oldDeadLettersAreForgotten() {
    change(
        progress ->
            progress.after(
                20, Set.of(), List.of(dead(7, "a"), dead(8, "b"), dead(9, "c"), waiting(1, "d"))));
    var forgotten = 0;
    for (var some = 1; some > 0; forgotten += some) {
      some = answer(store().purge(T0.plusSeconds(8), 1));
    }
    assertTrue(forgotten >= 2, "others may have some, too");
    assertEquals(List.of(dead(9, "c")), answer(store().dead(name, 0, 10)));
    assertEquals(List.of(waiting(1, "d")), stored().orElseThrow().deliveries());
  }

  @Test
  void ofManyDecisionsAtOnceNoneIsLost() {
    change(progress -> progress);
    atOnce(
        20,
        i ->
            (i % 2 == 0 ? store() : secondNode())
                .<Boolean>update(
                    name,
                    stored ->
                        Decision.store(
                            stored
                                .orElseThrow()
                                .after(
                                    stored.orElseThrow().position() + 1,
                                    Set.of(),
                                    List.of(waiting(100 + i, "a"))),
                            true)));
    assertEquals(25, stored().orElseThrow().position());
    assertEquals(20, stored().orElseThrow().deliveries().size());
  }

  @Test
  void aDecisionThatThrowsChangesNothing() {
    var before = change(progress -> progress);
    failure(
        store()
            .update(
                name,
                _ -> {
                  throw new IllegalStateException("broken");
                }));
    assertEquals(Optional.of(before), stored());
  }

  @Test
  void subscribersDoNotMindEachOther() {
    change(progress -> progress.after(20, Set.of(), List.of(dead(7, "a"), waiting(8, "b"))));
    var other = new SubscriberName(name.value() + "x");
    answer(
        store()
            .update(
                other,
                _ ->
                    Decision.store(
                        Progress.from(3).after(9, Set.of(), List.of(waiting(7, "z"))), true)));
    assertEquals(List.of(waiting(8, "b")), stored().orElseThrow().deliveries());
    assertEquals(List.of(), answer(store().dead(other, 0, 10)));
  }
}
