package dev.sojourn.application.lockout;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.Calls;
import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.LockedBy;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.lockout.LoginAttempt.Outcome;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockoutUseCasesTest {
  private static final Subject ADA = new Subject("ada");
  private static final Optional<IpAddress> HOME = Optional.of(new IpAddress("192.0.2.1"));
  private static final Optional<IpAddress> STRANGER = Optional.of(new IpAddress("203.0.113.9"));

  private final FakePlatform platform = new FakePlatform();

  @Test
  void aFailureIsCountedAndTold() {
    assertEquals("1, wait PT0S", report(STRANGER, Outcome.FAILED));
    assertEquals(List.of("login attempted PASSWORD FAILED"), platform.events.told());
  }

  @Test
  void theFifthFailureLocksAndThatIsToldOnce() {
    for (var failure = 1; failure <= 4; failure++) {
      report(STRANGER, Outcome.FAILED);
    }
    platform.events.told();

    assertEquals("5, wait PT5M", report(STRANGER, Outcome.FAILED));
    assertEquals(
        List.of("login attempted PASSWORD FAILED", "locked out PASSWORD"), platform.events.told());

    platform.clock.pass(Duration.ofMinutes(1));
    assertEquals("5, wait PT4M", report(STRANGER, Outcome.FAILED));
    assertEquals(List.of("login attempted PASSWORD LOCKED"), platform.events.told());
  }

  @Test
  void aCorrectPasswordWhileLockedIsAnsweredLocked() {
    fail(5, STRANGER);
    platform.events.told();

    assertEquals("5, wait PT5M", report(STRANGER, Outcome.SUCCEEDED));

    assertEquals(List.of("login attempted PASSWORD LOCKED"), platform.events.told());
  }

  @Test
  void aSuccessResets() {
    fail(4, HOME);

    assertEquals("0, wait PT0S", report(HOME, Outcome.SUCCEEDED));

    assertEquals(LockedBy.KNOWN_ADDRESS, show(HOME).status().key().owner());
  }

  @Test
  void ofThirtyFailuresAtOnceFiveAreCountedAndOneLocks() {
    atOnce(
        30,
        _ ->
            platform.reportLoginAttempt.report(
                new LoginAttempt(ADA, STRANGER, Factor.PASSWORD, Outcome.FAILED), FakePlatform.BY));

    var told = platform.events.told();
    assertEquals(5, Collections.frequency(told, "login attempted PASSWORD FAILED"));
    assertEquals(25, Collections.frequency(told, "login attempted PASSWORD LOCKED"));
    assertEquals(1, Collections.frequency(told, "locked out PASSWORD"));
  }

  @Test
  void showingCountsNothing() {
    fail(4, STRANGER);

    for (var look = 0; look < 3; look++) {
      assertEquals("4, wait PT0S", told(show(STRANGER)));
    }
    assertEquals("0, wait PT0S", told(show(new Subject("nobody"))));
  }

  @Test
  void showingIsForTheAddressAndFactor() {
    report(HOME, Outcome.SUCCEEDED);
    fail(5, STRANGER);

    assertTrue(show(STRANGER).status().isLocked());
    assertEquals("0, wait PT0S", told(show(HOME)));
    assertEquals(
        "0, wait PT0S", told(answer(platform.showLockout.show(ADA, Factor.MFA, STRANGER))));
  }

  @Test
  void liftingForgetsTheFailuresAndKeepsTheKnownAddresses() {
    report(HOME, Outcome.SUCCEEDED);
    fail(5, STRANGER);
    fail(5, HOME);

    answer(platform.liftLockout.lift(ADA, Optional.empty(), Optional.empty(), FakePlatform.BY));

    assertEquals("0, wait PT0S", told(show(STRANGER)));
    assertEquals("0, wait PT0S", told(show(HOME)));
    assertEquals(LockedBy.KNOWN_ADDRESS, show(HOME).status().key().owner());
  }

  @Test
  void liftingIsForTheAddressAndFactor() {
    fail(5, STRANGER);

    answer(platform.liftLockout.lift(ADA, Optional.of(Factor.MFA), STRANGER, FakePlatform.BY));
    assertTrue(show(STRANGER).status().isLocked());

    answer(platform.liftLockout.lift(ADA, Optional.of(Factor.PASSWORD), STRANGER, FakePlatform.BY));
    assertEquals("0, wait PT0S", told(show(STRANGER)));
  }

  @Test
  void liftingWhatIsNotThereChangesNothing() {
    answer(platform.liftLockout.lift(ADA, Optional.empty(), Optional.empty(), FakePlatform.BY));

    assertEquals(Optional.empty(), answer(platform.lockouts.find(ADA)));
  }

  @Test
  void lockoutsInForceAreListedPageByPage() {
    for (var name : List.of("c", "a", "d", "b")) {
      fail(new Subject(name), 5, STRANGER);
    }
    fail(new Subject("not locked"), 4, STRANGER);

    var pages = new ArrayList<List<String>>();
    Optional<Subject> after = Optional.empty();
    do {
      var page = answer(platform.listLockouts.list(after, 2));
      pages.add(page.items().stream().map(item -> item.status().subject().value()).toList());
      after = page.next();
    } while (after.isPresent() && pages.size() < 10);

    assertEquals(List.of(List.of("a", "b"), List.of("c", "d")), pages);
  }

  @Test
  void aSubjectThatIsLockedOnSeveralLinesIsListedWithAll() {
    report(HOME, Outcome.SUCCEEDED);
    fail(5, STRANGER);
    fail(5, HOME);

    var page = answer(platform.listLockouts.list(Optional.empty(), 10));

    assertEquals(
        List.of(LockedBy.STRANGERS, LockedBy.KNOWN_ADDRESS),
        page.items().stream().map(item -> item.status().key().owner()).toList());
    assertEquals(Optional.empty(), page.next());
    assertEquals(
        List.of(Duration.ofMinutes(5), Duration.ofMinutes(5)),
        page.items().stream().map(LockoutAnswer::retryAfter).toList());
  }

  @Test
  void aLockoutThatHasRunOutIsNotListed() {
    fail(5, STRANGER);
    platform.clock.setTo(T0.plus(Duration.ofMinutes(5)));

    assertEquals(List.of(), answer(platform.listLockouts.list(Optional.empty(), 10)).items());
  }

  @Test
  void aStrangerDoesNotLearnWhetherASubjectHasEverLoggedIn() {
    var calls = new Calls();
    var lockouts = calls.of(LockoutStore.class, platform.lockouts);
    var report = new ReportLoginAttempt(lockouts, platform.rules, platform.events, platform.clock);
    var show = new ShowLockout(lockouts, platform.rules, platform.clock);
    var nobody = new Subject("nobody");
    report(HOME, Outcome.SUCCEEDED);

    for (var attempt = 0; attempt < 25; attempt++) {
      var ofNobody = answer(report.report(attempt(nobody), FakePlatform.BY));
      var callsForNobody = calls.made();
      assertEquals(
          without(ofNobody), without(answer(report.report(attempt(ADA), FakePlatform.BY))));
      assertEquals(callsForNobody, calls.made());
      assertEquals(
          without(answer(show.show(nobody, Factor.PASSWORD, STRANGER))),
          without(answer(show.show(ADA, Factor.PASSWORD, STRANGER))));
      assertEquals(List.of("find", "find"), calls.made());
      platform.clock.pass(Duration.ofMinutes(6));
    }
  }

  private static LoginAttempt attempt(Subject subject) {
    return new LoginAttempt(subject, STRANGER, Factor.PASSWORD, Outcome.FAILED);
  }

  /** What is answered of a subject, without its name. */
  private static String without(LockoutAnswer answer) {
    var status = answer.status();
    return status.key() + " " + told(answer) + " until " + status.lockedUntil();
  }

  private void fail(int times, Optional<IpAddress> from) {
    fail(ADA, times, from);
  }

  private void fail(Subject subject, int times, Optional<IpAddress> from) {
    for (var failure = 0; failure < times; failure++) {
      answer(
          platform.reportLoginAttempt.report(
              new LoginAttempt(subject, from, Factor.PASSWORD, Outcome.FAILED), FakePlatform.BY));
    }
  }

  private String report(Optional<IpAddress> from, Outcome outcome) {
    return told(
        answer(
            platform.reportLoginAttempt.report(
                new LoginAttempt(ADA, from, Factor.PASSWORD, outcome), FakePlatform.BY)));
  }

  private LockoutAnswer show(Optional<IpAddress> from) {
    return answer(platform.showLockout.show(ADA, Factor.PASSWORD, from));
  }

  private LockoutAnswer show(Subject subject) {
    return answer(platform.showLockout.show(subject, Factor.PASSWORD, STRANGER));
  }

  private static String told(LockoutAnswer answer) {
    return answer.status().failures() + ", wait " + answer.retryAfter();
  }
}
