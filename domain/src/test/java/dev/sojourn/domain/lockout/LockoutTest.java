package dev.sojourn.domain.lockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.lockout.LoginAttempt.Outcome;
import dev.sojourn.domain.session.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lockout of behaviour.md, row by row. */
class LockoutTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final Subject ADA = new Subject("ada");
  private static final LockoutRules RULES = LockoutRules.DEFAULT;
  private static final String HOME = "192.0.2.1";
  private static final String STRANGER = "203.0.113.9";

  private Lockout lockout = Lockout.none(ADA);
  private Instant now = T0;

  @Test
  void theWorkedExample() {
    for (var failure = 1; failure <= 4; failure++) {
      assertEquals(failure + ", not locked", failed());
      pass("PT1S");
    }
    assertEquals("5, locked for PT5M", failed());
    pass("PT1M");
    assertEquals("5, locked for PT4M", failed());
    pass("PT3M59.999S");
    assertEquals("5, locked for PT0.001S", failed());
    pass("PT0.001S");
    assertEquals("5, not locked", status());
    pass("PT1S");
    assertEquals("6, locked for PT5M", failed());
    for (var failure = 7; failure <= 9; failure++) {
      pass("PT5M1S");
      assertEquals(failure + ", locked for PT5M", failed());
    }
    pass("PT5M1S");
    assertEquals("10, locked for PT30M", failed());
    for (var failure = 11; failure <= 19; failure++) {
      pass("PT30M1S");
      assertEquals(failure + ", locked for PT30M", failed());
    }
    pass("PT30M1S");
    assertEquals("20, locked for PT24H", failed());
  }

  @Test
  void aSuccessWhenNotLockedResetsTheCountAndMakesTheAddressKnown() {
    fail(4, STRANGER);

    succeed(STRANGER);

    assertEquals("0, not locked", status());
    assertEquals("0, not locked", status(STRANGER));
    assertEquals(LockedBy.KNOWN_ADDRESS, owner(STRANGER));
  }

  @Test
  void aCorrectPasswordWhileLockedIsRefusedAndResetsNothing() {
    fail(5, STRANGER);
    var locked = lockout;

    succeed(STRANGER);

    assertSame(locked, lockout);
    assertEquals("5, locked for PT5M", status(STRANGER));
    assertEquals(LockedBy.STRANGERS, owner(STRANGER));
  }

  @Test
  void anAttemptWhileLockedIsNotCounted() {
    fail(5, STRANGER);
    var locked = lockout;

    fail(1, STRANGER);

    assertSame(locked, lockout);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one tick before 24 hours without a failure it counts on | PT23H59M59.999S | 5, locked for PT5M
          at 24 hours without a failure it begins anew            | PT24H           | 1, not locked
          """)
  void forgetting(String rule, String quiet, String expected) {
    fail(4, STRANGER);
    pass(quiet);

    assertEquals(expected, failed());
  }

  @Test
  void theCountOutlivesTheLockoutAndIsForgottenAfterTheLastFailureNotTheFirst() {
    fail(4, STRANGER);
    pass("PT23H");
    failed();
    pass("PT23H");

    assertEquals("5, not locked", status());
    assertEquals("6, locked for PT5M", failed());
  }

  @Test
  void aLockoutIsNotForgottenWhileItLocks() {
    var rules =
        new LockoutRules(
            new LockoutSteps(Map.of(1, Duration.ofDays(2))), LockoutSteps.MFA, Duration.ofHours(1));
    lockout = lockout.after(attempt(Factor.PASSWORD, STRANGER, Outcome.FAILED), now, rules);

    var late = T0.plus(Duration.ofDays(2)).minusMillis(1);
    assertTrue(lockout.status(Factor.PASSWORD, Optional.empty(), late, rules).isLocked());
    assertEquals(T0.plus(Duration.ofDays(2)), lockout.keptUntil());
    assertEquals(
        0, lockout.status(Factor.PASSWORD, Optional.empty(), late.plusMillis(1), rules).failures());
  }

  @Test
  void factorsAreCountedApartAndHaveStepsOfTheirOwn() {
    fail(4, STRANGER);
    for (var failure = 0; failure < 15; failure++) {
      lockout =
          lockout.after(
              attempt(Factor.MFA, STRANGER, Outcome.FAILED),
              T0.plusSeconds(1801L * failure),
              RULES);
    }
    now = T0.plusSeconds(1801L * 14);

    assertEquals("4, not locked", status());
    assertEquals("15, locked for PT2H", told(Factor.MFA, Optional.of(STRANGER)));
  }

  @Test
  void whoSucceedsWithAFactorResetsThatFactorOnly() {
    fail(4, STRANGER);
    lockout = lockout.after(attempt(Factor.MFA, STRANGER, Outcome.FAILED), now, RULES);

    succeed(STRANGER);

    assertEquals("1, not locked", told(Factor.MFA, Optional.empty()));
  }

  @Test
  void strangersShareOneCountAndSoDoAttemptsWithoutAnAddress() {
    fail(2, STRANGER);
    fail(2, "198.51.100.7");
    lockout =
        lockout.after(
            new LoginAttempt(ADA, Optional.empty(), Factor.PASSWORD, Outcome.FAILED), now, RULES);

    assertEquals("5, locked for PT5M", status());
    assertEquals("5, locked for PT5M", status(STRANGER));
    assertEquals("5, locked for PT5M", status("2001:db8::1"));
  }

  @Test
  void theOwnerGetsInAtHomeWhileAStrangerIsLockedOut() {
    succeed(HOME);
    fail(5, STRANGER);

    assertEquals("5, locked for PT5M", status(STRANGER));
    assertEquals("0, not locked", status(HOME));
    assertEquals(LockedBy.STRANGERS, owner(STRANGER));
    assertEquals(LockedBy.KNOWN_ADDRESS, owner(HOME));
  }

  @Test
  void aKnownAddressHasACountOfItsOwn() {
    succeed(HOME);
    fail(5, HOME);

    assertEquals("5, locked for PT5M", status(HOME));
    assertEquals("0, not locked", status(STRANGER));
  }

  @Test
  void aSuccessAtHomeLeavesTheStrangersLockedOut() {
    succeed(HOME);
    fail(5, STRANGER);
    fail(1, HOME);

    succeed(HOME);

    assertEquals("0, not locked", status(HOME));
    assertEquals("5, locked for PT5M", status(STRANGER));
  }

  @Test
  void aSuccessWithoutAnAddressMakesNoneKnown() {
    lockout =
        lockout.after(
            new LoginAttempt(ADA, Optional.empty(), Factor.PASSWORD, Outcome.SUCCEEDED),
            now,
            RULES);

    assertEquals(List.of(), lockout.known());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IPv4 is known whole                             | 192.0.2.1     | 192.0.2.2                 | STRANGERS
          IPv6 is known by its first 64 bits              | 2001:db8::1   | 2001:db8::ffff:1          | KNOWN_ADDRESS
          to the last address of them                     | 2001:db8::1   | 2001:db8::ffff:ffff:ffff:ffff | KNOWN_ADDRESS
          the next 64 bits are another network            | 2001:db8::1   | 2001:db8:0:1::1           | STRANGERS
          """)
  void knownNetworks(String rule, String known, String from, LockedBy expected) {
    succeed(known);

    assertEquals(expected, owner(from));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one tick before 30 days it is known     | PT719H59M59.999S | KNOWN_ADDRESS
          at 30 days it is a stranger             | PT720H           | STRANGERS
          """)
  void anAddressIsKnownFor30Days(String rule, String later, LockedBy expected) {
    succeed(HOME);
    pass(later);

    assertEquals(expected, owner(HOME));
  }

  @Test
  void everyLoginMakesItsAddressKnownFor30DaysMore() {
    succeed(HOME);
    pass("PT700H");
    succeed(HOME);
    pass("PT700H");

    assertEquals(LockedBy.KNOWN_ADDRESS, owner(HOME));
    assertEquals(1, lockout.known().size());
  }

  @Test
  void the16LatestAddressesAreKnown() {
    for (var last = 1; last <= 17; last++) {
      succeed("192.0.2." + last);
      pass("PT1S");
    }

    assertEquals(16, lockout.known().size());
    assertEquals(LockedBy.STRANGERS, owner("192.0.2.1"));
    assertEquals(LockedBy.KNOWN_ADDRESS, owner("192.0.2.2"));
    assertEquals(new IpAddress("192.0.2.17"), lockout.known().getFirst().network());
  }

  @Test
  void whoComesBackIsAmongTheLatestAgain() {
    for (var last = 1; last <= 16; last++) {
      succeed("192.0.2." + last);
    }
    succeed("192.0.2.1");
    succeed("192.0.2.17");

    assertEquals(LockedBy.KNOWN_ADDRESS, owner("192.0.2.1"));
    assertEquals(LockedBy.STRANGERS, owner("192.0.2.2"));
  }

  @Test
  void theCountOfAnAddressThatMadeRoomGoesWithIt() {
    succeed("192.0.2.1");
    fail(5, "192.0.2.1");
    for (var last = 2; last <= 17; last++) {
      succeed("192.0.2." + last);
    }

    assertEquals(Map.of(), lockout.failures());
    assertEquals("0, not locked", status("192.0.2.1"));
  }

  @Test
  void tooManyKnownAddressesCannotBeMade() {
    var known =
        IntStream.range(0, 17)
            .mapToObj(i -> new KnownAddress(new IpAddress("192.0.2." + i), T0))
            .toList();

    assertThrows(IllegalArgumentException.class, () -> new Lockout(ADA, known, Map.of(), T0));
  }

  @Test
  void lockedAreTheLinesThatAreLockedNow() {
    succeed(HOME);
    fail(5, STRANGER);
    fail(5, HOME);
    for (var failure = 0; failure < 5; failure++) {
      lockout = lockout.after(attempt(Factor.MFA, STRANGER, Outcome.FAILED), now, RULES);
    }

    assertEquals(
        List.of(
            new CounterKey(Factor.PASSWORD, Optional.empty()),
            new CounterKey(Factor.PASSWORD, Optional.of(new IpAddress(HOME))),
            new CounterKey(Factor.MFA, Optional.empty())),
        lockout.locked(now, RULES).stream().map(LockoutStatus::key).toList());
    assertEquals(List.of(), lockout.locked(now.plus(Duration.ofMinutes(5)), RULES));
    assertEquals(Optional.of(T0.plus(Duration.ofMinutes(5))), lockout.lockedUntil());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          all lines of both factors                        | -        | -            | 0 | 0 | 0
          all lines of a factor                            | PASSWORD | -            | 0 | 0 | 5
          the counter of a known address                     | PASSWORD | 192.0.2.1    | 5 | 0 | 5
          the strangers' counter, by any address of them      | PASSWORD | 198.51.100.1 | 0 | 5 | 5
          the lines of an address with both factors        | -        | 198.51.100.1 | 0 | 5 | 0
          the other factor                                 | MFA      | -            | 5 | 5 | 0
          """)
  void lifting(
      String rule,
      @Nullable Factor factor,
      @Nullable String address,
      int strangers,
      int home,
      int mfa) {
    succeed(HOME);
    fail(5, STRANGER);
    fail(5, HOME);
    for (var failure = 0; failure < 5; failure++) {
      lockout = lockout.after(attempt(Factor.MFA, STRANGER, Outcome.FAILED), now, RULES);
    }

    var lifted =
        lockout.lifted(
            Optional.ofNullable(factor),
            Optional.ofNullable(address).map(IpAddress::new),
            now,
            RULES);

    assertEquals(lockout.known(), lifted.known());
    lockout = lifted;
    assertEquals(strangers, failures(Factor.PASSWORD, STRANGER));
    assertEquals(home, failures(Factor.PASSWORD, HOME));
    assertEquals(mfa, failures(Factor.MFA, STRANGER));
  }

  @Test
  void itIsKeptAsLongAsAnyOfItIsWorthKeeping() {
    fail(1, STRANGER);
    assertEquals(T0.plus(Duration.ofHours(24)), lockout.keptUntil());

    succeed(HOME);
    assertEquals(T0.plus(Duration.ofDays(30)), lockout.keptUntil());

    assertEquals(Instant.EPOCH, Lockout.none(ADA).keptUntil());
  }

  @Property
  void retryAfterIsTheTimeThatIsLeft(@ForAll @IntRange(max = 299_999) int passed) {
    lockout = Lockout.none(ADA);
    now = T0;
    fail(5, STRANGER);
    now = T0.plusMillis(passed);

    var status = lockout.status(Factor.PASSWORD, Optional.empty(), now, RULES);

    assertEquals(Duration.ofMillis(300_000 - passed), status.retryAfter(now));
  }

  @Property
  void noStrangerEverLocksOutTheOwnerAtHome(
      @ForAll @Size(max = 60) List<@IntRange(max = 90_000_000) Integer> pauses) {
    lockout = Lockout.none(ADA);
    now = T0;
    succeed(HOME);
    for (var pause : pauses) {
      now = now.plusMillis(pause);
      fail(1, STRANGER);
      if (owner(HOME) == LockedBy.KNOWN_ADDRESS) {
        assertFalse(
            lockout
                .status(Factor.PASSWORD, Optional.of(new IpAddress(HOME)), now, RULES)
                .isLocked());
        succeed(HOME);
      }
    }
  }

  private void pass(String time) {
    now = now.plus(Duration.parse(time));
  }

  private void succeed(String from) {
    lockout = lockout.after(attempt(Factor.PASSWORD, from, Outcome.SUCCEEDED), now, RULES);
  }

  private void fail(int times, String from) {
    for (var failure = 0; failure < times; failure++) {
      lockout = lockout.after(attempt(Factor.PASSWORD, from, Outcome.FAILED), now, RULES);
    }
  }

  private String failed() {
    fail(1, STRANGER);
    return status();
  }

  private static LoginAttempt attempt(Factor factor, String from, Outcome outcome) {
    return new LoginAttempt(ADA, Optional.of(new IpAddress(from)), factor, outcome);
  }

  private int failures(Factor factor, String from) {
    return lockout.status(factor, Optional.of(new IpAddress(from)), now, RULES).failures();
  }

  private LockedBy owner(String from) {
    return lockout
        .status(Factor.PASSWORD, Optional.of(new IpAddress(from)), now, RULES)
        .key()
        .owner();
  }

  private String status() {
    return told(Factor.PASSWORD, Optional.empty());
  }

  private String status(String from) {
    return told(Factor.PASSWORD, Optional.of(from));
  }

  private String told(Factor factor, Optional<String> from) {
    var status = lockout.status(factor, from.map(IpAddress::new), now, RULES);
    return status.failures()
        + (status.isLocked() ? ", locked for " + status.retryAfter(now) : ", not locked");
  }
}
