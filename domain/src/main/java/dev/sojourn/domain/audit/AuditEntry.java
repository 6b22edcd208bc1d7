package dev.sojourn.domain.audit;

import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of the audit trail. Nothing in it is secret: no token, no attribute of a session.
 *
 * @param at when it was done, in whole milliseconds
 * @param from the address that the request came from
 * @param reason why, in the word of an {@link EndReason} or a {@link Factor}; {@code first_session}
 *     for a new device of a user who has no other session
 */
public record AuditEntry(
    Instant at,
    Actor actor,
    Action action,
    AuditTarget about,
    Optional<IpAddress> from,
    Optional<String> reason) {

  /** The reason of a new device that belongs to the first session of a user. */
  private static final String FIRST_SESSION = "first_session";

  private static AuditEntry of(
      Cause cause, Action action, AuditTarget about, Optional<String> reason) {
    var by = cause.by();
    return new AuditEntry(cause.at(), by.actor(), action, about, by.from(), reason);
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
      entries.add(of(cause, Action.SESSION_OPENED, about, Optional.empty()));
    } else {
      change(before.get(), after)
          .ifPresent(action -> entries.add(of(cause, action, about, Optional.empty())));
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

  /** Time ends a session, not whoever finds that it has; only the sweeper goes to look for it. */
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
    return of(found, Action.SESSION_ENDED, about, Optional.of(reason.word()));
  }

  /** Somebody ended many sessions, or disabled or enabled a user. */
  public static AuditEntry ofCutOff(CutOff cutOff, Cause cause) {
    return of(
        cause,
        cutOff.disables() ? Action.USER_DISABLED : Action.SESSIONS_CUT_OFF,
        AuditTarget.of(cutOff.scope()),
        Optional.empty());
  }

  /** Somebody lets a user have sessions again. */
  public static AuditEntry ofEnabling(Scope.OfUser user, Cause cause) {
    return of(cause, Action.USER_ENABLED, AuditTarget.of(user), Optional.empty());
  }

  /** A failed login locked a subject. */
  public static AuditEntry ofLocking(Subject subject, Factor factor, Cause cause) {
    return of(cause, Action.SUBJECT_LOCKED, AuditTarget.of(subject), Optional.of(factor.word()));
  }

  /**
   * A session was opened on a device that no other session of the user has; told of with who opened
   * it, when and from where.
   *
   * @param opening the line of the opening
   * @param isFirst whether the user has no other session: the reason says so then
   */
  public static AuditEntry ofNewDevice(AuditEntry opening, boolean isFirst) {
    return new AuditEntry(
        opening.at(),
        opening.actor(),
        Action.NEW_DEVICE,
        opening.about(),
        opening.from(),
        isFirst ? Optional.of(FIRST_SESSION) : Optional.empty());
  }

  /** Somebody made an API key of this name. */
  public static AuditEntry ofNewApiKey(ClientId name, Cause cause) {
    return of(
        cause, Action.API_KEY_CREATED, AuditTarget.of(new Scope.OfClient(name)), Optional.empty());
  }

  /** Somebody lifted the lockouts of a subject, of one factor or of both. */
  public static AuditEntry ofLifting(Subject subject, Optional<Factor> factor, Cause cause) {
    return of(cause, Action.LOCKOUT_LIFTED, AuditTarget.of(subject), factor.map(Factor::word));
  }
}
