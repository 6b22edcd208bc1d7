package dev.sojourn.domain.audit;

import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.CutOffs;
import dev.sojourn.domain.lockout.CounterKey;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.SigningKey;
import dev.sojourn.domain.token.SigningKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a change tells the audit trail: derived from what was there, what is there now, and who
 * changed it, in the same way for every store.
 */
public final class AuditTrail {
  private AuditTrail() {}

  /**
   * Derives the lines of a change.
   *
   * @param <B> what was there
   * @param <A> what is there now
   */
  @FunctionalInterface
  public interface Derivation<B, A> {
    List<AuditEntry> lines(B before, A after, Cause cause);
  }

  /**
   * What a change of a session is, told by itself: empty for a refresh, activity, and what else
   * nobody needs to answer for.
   *
   * @param before as it was, if it is not new
   */
  public static List<AuditEntry> ofSession(Optional<Session> before, Session after, Cause cause) {
    var about = AuditTarget.of(after);
    var entries = new ArrayList<AuditEntry>();
    if (before.isEmpty()) {
      entries.add(AuditEntry.of(cause, Action.SESSION_OPENED, about, Optional.empty()));
    } else {
      change(before.get(), after)
          .ifPresent(action -> entries.add(AuditEntry.of(cause, action, about, Optional.empty())));
    }
    if (before.flatMap(Session::end).isEmpty()) {
      after.end().ifPresent(end -> entries.add(ofEnd(end.reason(), about, cause, after)));
    }
    return List.copyOf(entries);
  }

  private static Optional<Action> change(Session before, Session after) {
    if (!before.rotation().secret().equals(after.rotation().secret())) {
      return Optional.of(Action.SESSION_REAUTHENTICATED);
    }
    if (before.exchange() instanceof Exchange.Awaited
        && after.exchange() instanceof Exchange.Done) {
      return Optional.of(Action.TOKENS_EXCHANGED);
    }
    return before.attributes().equals(after.attributes())
        ? Optional.empty()
        : Optional.of(Action.ATTRIBUTES_CHANGED);
  }

  /** Time ends a session, not the request that finds it ended; only the sweeper looks for such. */
  private static AuditEntry ofEnd(
      EndReason reason, AuditTarget about, Cause cause, Session session) {
    var found =
        switch (reason) {
          case IDLE_TIMEOUT, ABSOLUTE_TIMEOUT, EXPIRED ->
              cause.by().actor() instanceof Actor.Sweeper
                  ? cause
                  : new Initiator(new Actor.Policy(session.policy()), Optional.empty())
                      .at(cause.at());
          case LOGOUT, REVOKED, TOKEN_REUSE, CODE_REUSE, EVICTED, USER_DISABLED -> cause;
        };
    return AuditEntry.of(found, Action.SESSION_ENDED, about, Optional.of(reason.word()));
  }

  /**
   * The same for several sessions.
   *
   * @param after those that have changed, or are new
   */
  public static List<AuditEntry> ofSessions(
      List<Session> before, List<Session> after, Cause cause) {
    var known = before.stream().collect(Collectors.toMap(Session::id, Function.identity()));
    return after.stream()
        .flatMap(
            session ->
                ofSession(Optional.ofNullable(known.get(session.id())), session, cause).stream())
        .toList();
  }

  /** Which factors of a subject were locked, and of which the lockouts were lifted. */
  public static List<AuditEntry> ofLockout(Optional<Lockout> before, Lockout after, Cause cause) {
    var wasLocked = before.map(lockout -> lockout.lockedAt(cause.at())).orElse(Set.of());
    var isLocked = after.lockedAt(cause.at());
    return Stream.concat(
            lines(Action.SUBJECT_LOCKED, isLocked, wasLocked, after, cause),
            lines(Action.LOCKOUT_LIFTED, wasLocked, isLocked, after, cause))
        .toList();
  }

  private static Stream<AuditEntry> lines(
      Action action, Set<CounterKey> keys, Set<CounterKey> but, Lockout lockout, Cause cause) {
    return keys.stream()
        .filter(key -> !but.contains(key))
        .map(CounterKey::factor)
        .distinct()
        .sorted()
        .map(
            factor ->
                AuditEntry.of(
                    cause, action, AuditTarget.of(lockout.subject()), Optional.of(factor.word())));
  }

  /** Sessions that were cut off, and users who were disabled or enabled. */
  public static List<AuditEntry> ofCutOffs(CutOffs before, CutOffs after, Cause cause) {
    return after.all().stream()
        .filter(cutOff -> !before.of(cutOff.scope()).equals(Optional.of(cutOff)))
        .map(
            cutOff ->
                AuditEntry.of(
                    cause,
                    action(before.of(cutOff.scope()), cutOff),
                    AuditTarget.of(cutOff.scope()),
                    Optional.empty()))
        .toList();
  }

  private static Action action(Optional<CutOff> before, CutOff after) {
    if (after.disables()) {
      return Action.USER_DISABLED;
    }
    return before.stream().anyMatch(CutOff::disables)
        ? Action.USER_ENABLED
        : Action.SESSIONS_CUT_OFF;
  }

  /** Keys that sign JWTs and were made, or are there no more. */
  public static List<AuditEntry> ofSigningKeys(SigningKeys before, SigningKeys after, Cause cause) {
    return Stream.concat(
            lines(Action.SIGNING_KEY_CREATED, after, before, cause),
            lines(Action.SIGNING_KEY_DELETED, before, after, cause))
        .toList();
  }

  private static Stream<AuditEntry> lines(
      Action action, SigningKeys keys, SigningKeys but, Cause cause) {
    return keys.all().stream()
        .map(SigningKey::id)
        .filter(id -> but.find(id.value()).isEmpty())
        .map(id -> AuditEntry.of(cause, action, AuditTarget.of(id), Optional.empty()));
  }
}
