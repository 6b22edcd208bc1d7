package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.contract.Answers.inOneGo;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.LockoutSteps;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.lockout.LoginAttempt.Outcome;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every lockout store promises. A store's own test extends this and supplies the store. */
public abstract class LockoutStoreContract {
  private static final LockoutRules RULES = LockoutRules.DEFAULT;

  /** Locks after so many failures that a test can count without being locked out. */
  private static final LockoutRules PATIENT =
      new LockoutRules(
          new LockoutSteps(Map.of(100, Duration.ofHours(1))),
          LockoutSteps.MFA,
          Duration.ofHours(24));

  /** The store, as one node has it. */
  protected abstract LockoutStore store();

  /** The store, as another node has it: the same data. */
  protected LockoutStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  @Test
  void aSubjectThatNobodyHasHeardOfIsNotThere() {
    assertEquals(Optional.empty(), answer(store().find(freshSubject())));
  }

  @Test
  void theDecisionOnANewSubjectSeesNothing() {
    assertEquals(
        Optional.empty(), answer(store().update(freshSubject(), stored -> unchanged(stored))));
  }

  @Test
  void anUnchangedSubjectStaysAsItWas() {
    var subject = freshSubject();
    answer(store().update(subject, stored -> unchanged(stored)));

    assertEquals(Optional.empty(), answer(store().find(subject)));
  }

  @Test
  void everythingThatIsRememberedSurvives() {
    var subject = valid("größe 🗝 " + UUID.randomUUID());
    var rich = Lockout.none(subject);
    for (var i = 0; i < Lockout.MOST_KNOWN; i++) {
      var address = new IpAddress(i % 2 == 0 ? "192.0.2." + i : "2001:db8:0:" + i + "::1");
      rich = rich.after(attempt(subject, address, Outcome.SUCCEEDED), T0.plusMillis(i), RULES);
    }
    for (var i = 0; i < 7; i++) {
      rich =
          rich.after(failed(subject, Factor.PASSWORD), T0.plusSeconds(i), RULES)
              .after(failed(subject, Factor.MFA), T0.plusMillis(i), RULES)
              .after(
                  attempt(subject, new IpAddress("192.0.2.14"), Outcome.FAILED),
                  T0.plusSeconds(i),
                  RULES);
    }
    var remembered = rich;
    answer(store().update(subject, _ -> keep(remembered)));

    assertEquals(Optional.of(remembered), answer(store().find(subject)));
    assertEquals(Optional.of(remembered), answer(secondNode().find(subject)));
    assertEquals(
        Optional.of(remembered), answer(store().update(subject, stored -> unchanged(stored))));
  }

  @Test
  void storingTheSameChangesNothing() {
    var lockout = failedTimes(3, freshSubject());

    answer(store().update(lockout.subject(), stored -> keep(stored.orElseThrow())));

    assertEquals(Optional.of(lockout), answer(store().find(lockout.subject())));
  }

  @Test
  void theResultOfTheDecisionIsTheAnswer() {
    var subject = freshSubject();

    assertEquals(
        "the result",
        answer(store().update(subject, _ -> Decision.store(Lockout.none(subject), "the result"))));
  }

  @Test
  void aDecisionThatThrowsFailsItsOwnCallAndChangesNothing() {
    var subject = freshSubject();
    var calls =
        List.<CompletionStage<Integer>>of(
            report(store(), subject, PATIENT),
            store()
                .update(
                    subject,
                    _ -> {
                      throw new IllegalStateException("a mistake");
                    }),
            report(store(), subject, PATIENT));

    assertNotNull(failure(calls.get(1)));
    assertEquals(Set.of(1, 2), Set.of(answer(calls.get(0)), answer(calls.get(2))));
  }

  @Test
  void thirtyFailuresAtOnceAreThirtyFailures() {
    var subject = freshSubject();

    var counted = atOnce(30, _ -> report(store(), subject, PATIENT));

    assertEquals(countingUpTo(30), counted.stream().sorted().toList());
  }

  @Test
  void thirtyFailuresInOneGoAreThirtyFailures() {
    var subject = freshSubject();

    var counted = inOneGo(30, _ -> report(store(), subject, PATIENT));

    assertEquals(countingUpTo(30), counted.stream().sorted().toList());
  }

  @Test
  void thirtyFailuresAtOnceOnTwoNodesAreThirtyFailures() {
    var subject = freshSubject();

    var counted = atOnce(30, i -> report(i % 2 == 0 ? store() : secondNode(), subject, PATIENT));

    assertEquals(countingUpTo(30), counted.stream().sorted().toList());
  }

  @Test
  void ofThirtyFailuresAtOnceFiveAreCountedAndTheOthersFindItLocked() {
    var subject = freshSubject();

    atOnce(30, i -> report(i % 2 == 0 ? store() : secondNode(), subject, RULES));

    var status =
        answer(store().find(subject))
            .orElseThrow()
            .status(Factor.PASSWORD, Optional.empty(), T0, RULES);
    assertEquals(5, status.failures());
    assertEquals(Optional.of(T0.plus(Duration.ofMinutes(5))), status.lockedUntil());
  }

  @Test
  void subjectsDoNotDisturbEachOther() {
    var subjects = new ArrayList<Subject>();
    for (var i = 0; i < 50; i++) {
      subjects.add(freshSubject());
    }

    atOnce(200, i -> report(store(), subjects.get(i % 50), PATIENT));

    subjects.forEach(
        subject ->
            assertEquals(
                4,
                answer(store().find(subject))
                    .orElseThrow()
                    .status(Factor.PASSWORD, Optional.empty(), T0, PATIENT)
                    .failures()));
  }

  @Test
  void lockedAreThoseWhoseLockoutEndsAfterNow() {
    var locked = failedTimes(5, freshSubject());
    failedTimes(4, freshSubject());
    var end = T0.plus(Duration.ofMinutes(5));

    assertEquals(
        List.of(locked), answer(store().locked(end.minusMillis(1), Optional.empty(), 100)));
    assertEquals(List.of(), answer(store().locked(end, Optional.empty(), 100)));
  }

  @Test
  void aLockoutThatWasLiftedIsNotLocked() {
    var locked = failedTimes(5, freshSubject());

    answer(
        store()
            .update(
                locked.subject(),
                stored ->
                    keep(
                        stored
                            .orElseThrow()
                            .lifted(Optional.empty(), Optional.empty(), T0, RULES))));

    assertEquals(List.of(), answer(store().locked(T0, Optional.empty(), 100)));
  }

  @Test
  void lockedPagesThroughTheSubjectsInTheirOrder() {
    var run = UUID.randomUUID();
    for (var letter : List.of("d", "b", "e", "a", "c")) {
      failedTimes(5, valid(run + letter));
    }

    var first = answer(store().locked(T0, Optional.empty(), 2));
    var second = answer(store().locked(T0, Optional.of(first.getLast().subject()), 2));
    var third = answer(store().locked(T0, Optional.of(second.getLast().subject()), 2));

    assertEquals(List.of(run + "a", run + "b"), subjects(first));
    assertEquals(List.of(run + "c", run + "d"), subjects(second));
    assertEquals(List.of(run + "e"), subjects(third));
  }

  @Test
  void pagesOfLockedGoOnAfterASubjectThatIsNotThere() {
    var run = UUID.randomUUID();
    failedTimes(5, valid(run + "a"));
    failedTimes(5, valid(run + "c"));

    assertEquals(
        List.of(run + "c"),
        subjects(answer(store().locked(T0, Optional.of(valid(run + "b")), 100))));
  }

  @Test
  void purgingDropsWhatIsKeptUntilNowAtTheLatest() {
    var kept = failedTimes(1, freshSubject());

    assertEquals(0, answer(store().purge(kept.keptUntil().minusMillis(1), 100)));
    assertEquals(Optional.of(kept), answer(store().find(kept.subject())));

    assertEquals(1, answer(store().purge(kept.keptUntil(), 100)));
    assertEquals(Optional.empty(), answer(store().find(kept.subject())));
  }

  @Test
  void purgingGoesByTheLatestThatIsKept() {
    var kept = failedTimes(1, freshSubject());
    var longer =
        kept.after(failed(kept.subject(), Factor.MFA), T0.plus(Duration.ofHours(1)), RULES);
    answer(store().update(kept.subject(), _ -> keep(longer)));

    assertEquals(0, answer(store().purge(kept.keptUntil(), 100)));
    assertEquals(1, answer(store().purge(longer.keptUntil(), 100)));
  }

  @Test
  void purgingDropsNoMoreThanTheLimitAndSaysHowMany() {
    for (var i = 0; i < 5; i++) {
      failedTimes(5, freshSubject());
    }
    var late = T0.plus(Duration.ofDays(2));

    assertEquals(2, answer(store().purge(late, 2)));
    assertEquals(2, answer(store().purge(late, 2)));
    assertEquals(1, answer(store().purge(late, 2)));
    assertEquals(0, answer(store().purge(late, 2)));
    assertEquals(List.of(), answer(store().locked(T0, Optional.empty(), 100)));
  }

  @Test
  void aSubjectThatWasPurgedBeginsAnew() {
    var dropped = failedTimes(5, freshSubject());
    answer(store().purge(T0.plus(Duration.ofDays(2)), 100));

    assertEquals(1, answer(report(store(), dropped.subject(), RULES)));
    assertEquals(List.of(), answer(store().locked(T0, Optional.empty(), 100)));
  }

  /** Reports a failure at T0; the answer is how many are counted. */
  private static CompletionStage<Integer> report(
      LockoutStore node, Subject subject, LockoutRules rules) {
    return node.update(
        subject,
        stored -> {
          var after =
              stored
                  .orElseGet(() -> Lockout.none(subject))
                  .after(failed(subject, Factor.PASSWORD), T0, rules);
          return Decision.store(
              after, after.status(Factor.PASSWORD, Optional.empty(), T0, rules).failures());
        });
  }

  private Lockout failedTimes(int times, Subject subject) {
    for (var i = 0; i < times; i++) {
      answer(report(store(), subject, RULES));
    }
    return answer(store().find(subject)).orElseThrow();
  }

  private static LoginAttempt failed(Subject subject, Factor factor) {
    return new LoginAttempt(subject, Optional.empty(), factor, Outcome.FAILED);
  }

  private static LoginAttempt attempt(Subject subject, IpAddress from, Outcome outcome) {
    return new LoginAttempt(subject, Optional.of(from), Factor.PASSWORD, outcome);
  }

  private static <R> Decision<Lockout, R> unchanged(R result) {
    return Decision.unchanged(result);
  }

  private static Decision<Lockout, Instant> keep(Lockout lockout) {
    return Decision.store(lockout, lockout.keptUntil());
  }

  private static List<Integer> countingUpTo(int last) {
    var numbers = new ArrayList<Integer>();
    for (var i = 1; i <= last; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private static List<String> subjects(List<Lockout> lockouts) {
    return lockouts.stream().map(lockout -> lockout.subject().value()).toList();
  }

  private static Subject freshSubject() {
    return valid("subject " + UUID.randomUUID());
  }

  private static Subject valid(String text) {
    return Subject.parse(text).valid().orElseThrow();
  }
}
