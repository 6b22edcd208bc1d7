package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Stores;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.CutOffs;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What the stores of one place promise of the audit trail: a line is there if, and only if, what it
 * tells of is. A place's own test extends this and supplies its stores.
 */
public abstract class AuditStoreContract {
  private static final Initiator SHOP =
      new Initiator(
          new Actor.Client(new ClientId("shop \ud83d\udd11")),
          Optional.of(new IpAddress("2001:db8::7")));

  /** The stores, as one node has them. */
  protected abstract Stores stores();

  /** The stores, as another node has them: the same data. */
  protected Stores secondNode() {
    return stores();
  }

  private static Cause at(int second) {
    return SHOP.at(T0.plusSeconds(second));
  }

  private Session opened(Session session) {
    answer(stores().sessions().open(session, at(0)));
    return session;
  }

  private static Decision<Session, Boolean> ended(Session before, Cause cause) {
    var after = before.endedBy(new End(EndReason.REVOKED, cause.at()));
    return Decision.store(after, true, cause);
  }

  private static AuditFilter of(SessionId id) {
    return new AuditFilter(
        Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static AuditFilter of(UserId user, Optional<Action> action) {
    return new AuditFilter(
        Optional.empty(), Optional.of(user), action, Optional.empty(), Optional.empty());
  }

  private List<AuditEntry> told(AuditFilter filter) {
    return answer(secondNode().audit().search(filter, Optional.empty(), 1000)).stream()
        .map(Kept::entry)
        .toList();
  }

  @Test
  void whatIsDoneIsToldWithAllThatIsKnownOfItTheLatestFirst() {
    var session = opened(session().build());
    answer(stores().sessions().update(session.id(), stored -> ended(stored.orElseThrow(), at(1))));
    var end = session.endedBy(new End(EndReason.REVOKED, T0.plusSeconds(1)));
    assertEquals(
        List.of(
            AuditTrail.ofSession(Optional.of(session), end, at(1)).getFirst(),
            AuditTrail.ofSession(Optional.empty(), session, at(0)).getFirst()),
        told(of(session.id())));
  }

  @Test
  void linesThatAreAddedAreThereAndSettleLikeOthers() {
    var before = answer(stores().audit().settled());
    var session = session().build();
    var lines = AuditTrail.ofSession(Optional.empty(), session, at(3));
    answer(stores().audit().add(lines));
    assertEquals(lines, told(of(session.id())));
    var settled = eventuallyAbove(before);
    assertEquals(
        lines,
        answer(secondNode().audit().between(before, settled, 1000)).stream()
            .map(Kept::entry)
            .filter(line -> line.about().sessionId().equals(Optional.of(session.id())))
            .toList());
  }

  /** Others may write at the same time, which holds the settling up. */
  private long eventuallyAbove(long before) {
    eventually(() -> answer(secondNode().audit().settled()) > before);
    return answer(secondNode().audit().settled());
  }

  @Test
  void aSessionThatIsNotOpenedIsNotTold() {
    var session = opened(session().build());
    answer(secondNode().sessions().open(session, at(9)));
    assertEquals(1, told(of(session.id())).size());
  }

  @Test
  void ofManyWhoEndASessionAtOnceTheOneThatDidIsTold() {
    var session = opened(session().build());
    var ended =
        atOnce(
            20,
            i ->
                (i % 2 == 0 ? stores() : secondNode())
                    .sessions()
                    .<Boolean>update(
                        session.id(),
                        stored ->
                            stored.orElseThrow().end().isPresent()
                                ? Decision.unchanged(false)
                                : ended(stored.orElseThrow(), at(i))));
    assertEquals(1, ended.stream().filter(done -> done).count());
    assertEquals(
        List.of(Action.SESSION_ENDED, Action.SESSION_OPENED),
        told(of(session.id())).stream().map(AuditEntry::action).toList());
  }

  @Test
  void everyChangeOfManyIsToldOnce() {
    var session = opened(session().build());
    var entry = AuditTrail.ofSession(Optional.empty(), session, at(5));
    answer(
        stores()
            .sessions()
            .updateAll(
                session.userId(),
                session.policy(),
                all -> {
                  var more = session().of(session.userId()).build();
                  var end = all.getFirst().endedBy(new End(EndReason.EVICTED, T0));
                  return Decision.store(List.of(end, more), true, at(6));
                }));
    assertEquals(
        Set.of(Action.SESSION_OPENED, Action.SESSION_ENDED),
        told(of(session.userId(), Optional.empty())).stream()
            .map(AuditEntry::action)
            .collect(Collectors.toSet()));
    assertEquals(3, told(of(session.userId(), Optional.empty())).size(), entry.toString());
  }

  @Test
  void whatTheSweeperEndsIsToldWithIt() {
    var session = opened(session().dueAt(T0).build());
    answer(
        stores()
            .sessions()
            .sweep(
                T0,
                1000,
                due -> {
                  var end = due.endedBy(new End(EndReason.IDLE_TIMEOUT, T0));
                  return Decision.store(end, end, Cause.sweeper(T0));
                }));
    var last = told(of(session.id())).getFirst();
    assertEquals(new Actor.Sweeper(), last.actor());
    assertEquals(Optional.of("idle_timeout"), last.reason());
  }

  @Test
  void aTransitionThatThrowsIsNotTold() {
    var session = opened(session().build());
    failure(
        stores()
            .sessions()
            .update(
                session.id(),
                _ -> {
                  throw new IllegalStateException("broken");
                }));
    assertEquals(1, told(of(session.id())).size());
  }

  @Test
  void lockoutsAndCutOffsAreToldToo() {
    var user = freshUser();
    var subject = new Subject(user.value());
    var locked = locked(subject);
    answer(stores().lockouts().update(subject, _ -> Decision.store(locked, true, at(1))));
    var locking = AuditTrail.ofLockout(Optional.empty(), locked, at(1)).getFirst();
    var disabling = CutOff.disabling(new Scope.OfUser(user), T0);
    answer(
        stores()
            .cutOffs()
            .update((CutOffs all) -> Decision.store(all.with(disabling), true, at(2))));
    assertEquals(
        List.of(Action.USER_DISABLED),
        told(of(user, Optional.empty())).stream().map(AuditEntry::action).toList());
    assertTrue(
        answer(
                stores()
                    .audit()
                    .search(
                        new AuditFilter(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(Action.SUBJECT_LOCKED),
                            Optional.empty(),
                            Optional.empty()),
                        Optional.empty(),
                        1000))
            .stream()
            .map(Kept::entry)
            .anyMatch(locking::equals));
  }

  private static Lockout locked(Subject subject) {
    var attempt =
        new LoginAttempt(subject, Optional.empty(), Factor.MFA, LoginAttempt.Outcome.FAILED);
    var lockout = Lockout.none(subject);
    for (var i = 0; i < 5; i++) {
      lockout = lockout.after(attempt, T0, LockoutRules.DEFAULT);
    }
    return lockout;
  }

  @Test
  void keysThatAreMadeAndDeletedAreToldToo() {
    var key = SigningKeyStoreContract.key(77);
    answer(
        stores()
            .signingKeys()
            .update((SigningKeys all) -> Decision.store(all.and(key), true, at(1))));
    answer(
        stores()
            .signingKeys()
            .update((SigningKeys all) -> Decision.store(all.without(key.id()), true, at(2))));
    assertEquals(
        List.of(Action.SIGNING_KEY_DELETED, Action.SIGNING_KEY_CREATED),
        answer(
                secondNode()
                    .audit()
                    .search(
                        new AuditFilter(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        Optional.empty(),
                        1000))
            .stream()
            .map(Kept::entry)
            .filter(entry -> entry.about().keyId().equals(Optional.of(key.id())))
            .map(AuditEntry::action)
            .toList());
  }

  @Test
  void theLinesOfAClientAreThoseOfItsSessionsAndOfItsCutOffs() {
    var client = new ClientId("client-" + freshUser());
    var other = new ClientId("other-" + freshUser());
    var own = opened(session().client(client.value()).build());
    opened(session().client(other.value()).build());
    opened(session().client(client.value()).policy("console").build());
    var cutOff = new CutOff(new Scope.OfClient(client), T0, T0);
    answer(
        stores().cutOffs().update((CutOffs all) -> Decision.store(all.and(cutOff), true, at(1))));

    var lines =
        told(
            new AuditFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(client)));

    assertEquals(
        List.of(Optional.empty(), Optional.of(own.id())),
        lines.stream().map(line -> line.about().sessionId()).toList());
  }

  @Test
  void pagesFollowEachOtherWithoutAGap() {
    var user = freshUser();
    for (var i = 0; i < 5; i++) {
      opened(session().of(user).build());
    }
    var all = answer(stores().audit().search(of(user, Optional.empty()), Optional.empty(), 10));
    var first = answer(stores().audit().search(of(user, Optional.empty()), Optional.empty(), 3));
    var rest =
        answer(
            stores()
                .audit()
                .search(
                    of(user, Optional.of(Action.SESSION_OPENED)),
                    Optional.of(first.getLast().number()),
                    3));
    assertEquals(5, all.size());
    assertEquals(all.subList(0, 3), first);
    assertEquals(all.subList(3, 5), rest);
  }

  @Test
  void aSpanOfTimeBeginsWithItsFirstInstantAndEndsBeforeItsLast() {
    var session = opened(session().build());
    answer(stores().sessions().update(session.id(), stored -> ended(stored.orElseThrow(), at(1))));
    assertEquals(List.of(Action.SESSION_OPENED), actions(session, T0, T0.plusSeconds(1)));
    assertEquals(
        List.of(Action.SESSION_ENDED), actions(session, T0.plusMillis(1), T0.plusSeconds(2)));
  }

  private List<Action> actions(Session session, Instant since, Instant until) {
    return told(
            new AuditFilter(
                Optional.of(session.id()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(since),
                Optional.of(until)))
        .stream()
        .map(AuditEntry::action)
        .toList();
  }

  private List<Kept> settledAbove(Stores node, long above) {
    return answer(node.audit().between(above, answer(node.audit().settled()), 10_000));
  }

  /** Writes one line more and waits until it is settled; says its number. */
  private long allIsSettled() {
    var last = opened(session().build());
    var number =
        answer(stores().audit().search(of(last.id()), Optional.empty(), 1)).getFirst().number();
    eventually(() -> answer(stores().audit().settled()) >= number);
    return number;
  }

  @Test
  void whatIsSettledIsReadInTheOrderInWhichItWasWritten() {
    var before = allIsSettled();
    var session = opened(session().build());
    answer(stores().sessions().update(session.id(), stored -> ended(stored.orElseThrow(), at(1))));
    var last = allIsSettled();
    var lines = answer(stores().audit().between(before, last - 1, 10));
    assertEquals(
        List.of(Action.SESSION_OPENED, Action.SESSION_ENDED),
        lines.stream().map(line -> line.entry().action()).toList());
    var first = lines.getFirst().number();
    assertEquals(lines.subList(0, 1), answer(stores().audit().between(before, first, 10)));
    assertEquals(lines.subList(0, 1), answer(stores().audit().between(before, Long.MAX_VALUE, 1)));
    assertEquals(lines.subList(1, 2), answer(stores().audit().between(first, last - 1, 10)));
    assertEquals(List.of(), answer(stores().audit().between(first, first, 10)));
  }

  @Test
  void whoFollowsWhileManyWriteMissesNothingAndSeesEachSessionInItsOrder() {
    var before = allIsSettled();
    var seen = new ConcurrentLinkedQueue<Kept>();
    var follower = new Thread(() -> follow(before, seen));
    follower.start();
    atOnce(
        8,
        i -> {
          CompletionStage<Integer> all = CompletableFuture.completedFuture(0);
          for (var n = 0; n < 40; n++) {
            var node = (i + n) % 2 == 0 ? stores() : secondNode();
            all = all.thenCompose(_ -> openedAndEnded(node));
          }
          return all;
        });
    opened(session().of(new UserId("the last one")).build());
    assertDoesNotThrow(() -> follower.join());
    var actions = new LinkedHashMap<SessionId, List<Action>>();
    seen.forEach(
        line ->
            actions
                .computeIfAbsent(
                    line.entry().about().sessionId().orElseThrow(), _ -> new ArrayList<>())
                .add(line.entry().action()));
    assertEquals(8 * 40 + 1, actions.size());
    assertEquals(
        Set.of(
            List.of(Action.SESSION_OPENED, Action.SESSION_ENDED), List.of(Action.SESSION_OPENED)),
        Set.copyOf(actions.values()));
    assertEquals(
        answer(stores().audit().between(before, Long.MAX_VALUE, 10_000)), List.copyOf(seen));
  }

  private static CompletionStage<Integer> openedAndEnded(Stores node) {
    var session = session().build();
    return node.sessions()
        .open(session, at(0))
        .thenCompose(
            _ -> node.sessions().update(session.id(), stored -> ended(stored.orElseThrow(), at(1))))
        .thenApply(_ -> 0);
  }

  private void follow(long from, Collection<Kept> seen) {
    var position = from;
    var done = false;
    while (!done) {
      for (var line : settledAbove(secondNode(), position)) {
        seen.add(line);
        position = line.number();
        done = line.entry().about().userId().equals(Optional.of(new UserId("the last one")));
      }
    }
  }

  @Test
  void aReaderGoesOnFromWhereNothingWasForgotten() {
    var before = allIsSettled();
    var session = opened(session().build());
    answer(stores().sessions().update(session.id(), stored -> ended(stored.orElseThrow(), at(60))));
    var last =
        answer(stores().audit().search(of(session.id()), Optional.empty(), 1)).getFirst().number();
    assertTrue(answer(stores().audit().goesOnFrom(before)), "two lines are to be read");
    assertTrue(answer(secondNode().audit().goesOnFrom(last)), "all was read");
    assertFalse(answer(stores().audit().goesOnFrom(last + 1)), "not given out yet");
    while (answer(stores().audit().purge(T0.plusSeconds(59), 1000)) > 0) {}
    assertTrue(answer(stores().audit().goesOnFrom(last)), "all was read");
    assertTrue(answer(stores().audit().goesOnFrom(last - 1)), "the last line is there");
    assertFalse(answer(stores().audit().goesOnFrom(before - 1)), "lines were forgotten since");
    while (answer(stores().audit().purge(T0.plusSeconds(60), 1000)) > 0) {}
    assertTrue(answer(stores().audit().goesOnFrom(last)), "all was read");
    assertFalse(answer(stores().audit().goesOnFrom(last - 1)), "the last line was forgotten");
  }

  @Test
  void whatWasKeptForLongEnoughIsForgotten() {
    var session = opened(session().build());
    answer(stores().sessions().update(session.id(), stored -> ended(stored.orElseThrow(), at(1))));
    while (answer(stores().audit().purge(T0, 2)) > 0) {}
    assertEquals(
        List.of(Action.SESSION_ENDED),
        told(of(session.id())).stream().map(AuditEntry::action).toList());
  }
}
