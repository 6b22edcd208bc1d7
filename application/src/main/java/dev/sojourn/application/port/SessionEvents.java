package dev.sojourn.application.port;

import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Attempt;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import java.util.Optional;

/** Is told what happened, after it is durable. Must return at once and never throw. */
public interface SessionEvents {
  /** A session was opened. */
  void opened(PolicyName policy);

  /** A session was ended; said once for each, by the node that ended it. */
  void ended(SessionId id, EndReason reason);

  /** A refresh token was presented. */
  void refreshed(Refreshed outcome);

  /** An access token was presented. */
  void verified(Verified outcome);

  /** An access token was accepted by what this node remembers, while the store was away. */
  void verifiedInOutage(PolicyName policy);

  /** An exchange code was presented; its session, if the code is one of ours. */
  void exchanged(Optional<SessionId> id, Exchanged outcome);

  /** A login was reported. */
  void loginAttempted(Factor factor, LoginAnswer answer);

  /** A failure locked a subject. */
  void lockedOut(Factor factor);

  /** Many sessions were cut off. */
  void cutOff(Scope scope);

  /** The sweeper did something to that many rows. */
  void swept(SweepAction action, int rows);

  /** What came of a refresh. */
  enum Refreshed {
    ROTATED,
    REPLAYED,
    REUSE,
    ENDED,
    /** The proof of a key or the authentication of the client was missing or not right. */
    UNPROVEN,
    UNKNOWN
  }

  /** What came of a verification. */
  enum Verified {
    ACTIVE,
    ENDED,
    EXPIRED,
    /** The person must prove anew or better who they are. */
    INSUFFICIENT,
    /** The session is bound to a key, and the proof was missing or of another. */
    UNPROVEN,
    UNKNOWN
  }

  /** What came of an exchange. */
  enum Exchanged {
    EXCHANGED,
    ENDED,
    CODE_REUSE,
    WRONG_VERIFIER,
    TOO_MANY_TRIES,
    CODE_EXPIRED,
    ALREADY_EXCHANGED,
    /** The proof of a key or the authentication of the client was missing or not right. */
    UNPROVEN,
    UNKNOWN
  }

  /** What came of a reported login. */
  enum LoginAnswer {
    FAILED,
    SUCCEEDED,
    LOCKED;

    /** The answer to an attempt that was counted. */
    public static LoginAnswer of(Attempt.Outcome outcome) {
      return switch (outcome) {
        case FAILED -> FAILED;
        case SUCCEEDED -> SUCCEEDED;
      };
    }
  }

  /** What the sweeper does. */
  enum SweepAction {
    /** A session was over, and is now recorded as ended. */
    ENDED,
    /** A session lives, and will be looked at again later. */
    DEFERRED,
    /** A session ended longer ago than the retention time, and is forgotten. */
    PURGED_SESSION,
    /** A login with PKCE that nobody finished is forgotten. */
    PURGED_AUTHORIZATION,
    /** The failures of a subject are forgotten. */
    PURGED_LOCKOUT,
    /** A DPoP proof is too old to be taken again, and is forgotten. */
    PURGED_PROOF,
    /** An opening may not be repeated any more, and its key is forgotten. */
    PURGED_IDEMPOTENCY_KEY,
    /** A line of the audit trail was kept for long enough. */
    PURGED_AUDIT_LINE,
    /** What a subscriber has not taken was kept for long enough. */
    PURGED_DEAD_LETTER
  }
}
