package dev.sojourn.domain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.CutOffs;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
  private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
  private static final Subject SUBJECT = new Subject("ann");
  private static final Scope.OfUser ANN = new Scope.OfUser(new UserId("ann"));

  private static Cause at(Instant instant) {
    return new Initiator(new Actor.Client(new ClientId("shop")), Optional.empty()).at(instant);
  }

  private static List<String> told(List<AuditEntry> entries) {
    return entries.stream()
        .map(entry -> entry.action().word() + " " + entry.reason().orElse("-"))
        .toList();
  }

  // --------------------------------------------------------------------------------- lockouts

  private static Lockout failed(Lockout lockout, Factor factor, int times) {
    var attempt = new LoginAttempt(SUBJECT, Optional.empty(), factor, LoginAttempt.Outcome.FAILED);
    var after = lockout;
    for (var i = 0; i < times; i++) {
      after = after.after(attempt, T0, LockoutRules.DEFAULT);
    }
    return after;
  }

  private static List<String> told(Lockout before, Lockout after, Instant now) {
    return told(AuditTrail.ofLockout(Optional.of(before), after, at(now)));
  }

  @Test
  void aFailureThatLocksIsToldAndNoOther() {
    var four = failed(Lockout.none(SUBJECT), Factor.PASSWORD, 4);
    var five = failed(four, Factor.PASSWORD, 1);
    assertEquals(List.of(), told(AuditTrail.ofLockout(Optional.empty(), four, at(T0))));
    assertEquals(List.of("subject_locked password"), told(four, five, T0));
    assertEquals(List.of(), told(five, five, T0));
  }

  @Test
  void ofEachFactorThatWasLockedTheLiftingIsTold() {
    var both = failed(failed(Lockout.none(SUBJECT), Factor.PASSWORD, 5), Factor.MFA, 5);
    var lifted = both.lifted(Optional.empty(), Optional.empty(), T0, LockoutRules.DEFAULT);
    assertEquals(List.of("lockout_lifted password", "lockout_lifted mfa"), told(both, lifted, T0));
    var one = both.lifted(Optional.of(Factor.MFA), Optional.empty(), T0, LockoutRules.DEFAULT);
    assertEquals(List.of("lockout_lifted mfa"), told(both, one, T0));
  }

  @Test
  void whatWasNotLockedIsNotLifted() {
    var four = failed(Lockout.none(SUBJECT), Factor.PASSWORD, 4);
    var lifted = four.lifted(Optional.empty(), Optional.empty(), T0, LockoutRules.DEFAULT);
    assertEquals(List.of(), told(four, lifted, T0));
    var five = failed(four, Factor.PASSWORD, 1);
    var later = T0.plus(Duration.ofHours(2));
    assertEquals(
        List.of(),
        told(
            five,
            five.lifted(Optional.empty(), Optional.empty(), later, LockoutRules.DEFAULT),
            later));
  }

  // --------------------------------------------------------------------------------- cut-offs

  private static List<String> told(CutOffs before, CutOffs after) {
    return told(AuditTrail.ofCutOffs(before, after, at(T0)));
  }

  @Test
  void sessionsThatAreCutOffAreTold() {
    var mobile = new CutOff(new Scope.OfPolicy(new PolicyName("mobile")), T0, T0);
    var once = CutOffs.NONE.and(mobile);
    assertEquals(List.of("sessions_cut_off -"), told(CutOffs.NONE, once));
    var further = new CutOff(mobile.scope(), T0.plusSeconds(1), T0.plusSeconds(1));
    assertEquals(List.of("sessions_cut_off -"), told(once, once.and(further)));
    assertEquals(List.of(), told(once, once.and(mobile)));
  }

  @Test
  void usersWhoAreDisabledAndEnabledAreTold() {
    var disabled = CutOffs.NONE.with(CutOff.disabling(ANN, T0));
    assertEquals(List.of("user_disabled -"), told(CutOffs.NONE, disabled));
    assertEquals(List.of("user_enabled -"), told(disabled, disabled.with(new CutOff(ANN, T0, T0))));
    assertEquals(
        Optional.of(new UserId("ann")),
        AuditTrail.ofCutOffs(CutOffs.NONE, disabled, at(T0)).getFirst().about().userId());
  }

  // ------------------------------------------------------------------------------ signing keys

  private static SigningKey key(char first) {
    return new SigningKey(
        new KeyThumbprint(String.valueOf(first).repeat(42) + "A"),
        SigningAlgorithm.EDDSA,
        "public",
        new SealedSecret(new byte[64]),
        T0,
        T0,
        Duration.ofMinutes(15));
  }

  @Test
  void keysThatAreMadeAndDeletedAreTold() {
    var one = new SigningKeys(List.of(key('a')));
    var other = new SigningKeys(List.of(key('b')));
    assertEquals(List.of(), AuditTrail.ofSigningKeys(one, one, at(T0)));
    var lines = AuditTrail.ofSigningKeys(one, other, at(T0));
    assertEquals(List.of("signing_key_created -", "signing_key_deleted -"), told(lines));
    assertEquals(
        List.of(Optional.of(key('b').id()), Optional.of(key('a').id())),
        lines.stream().map(line -> line.about().keyId()).toList());
  }
}
