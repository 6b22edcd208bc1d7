package dev.sojourn.application.port;

import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import java.util.Optional;

/** Something that has happened and is durable. It has no token, no user and no subject. */
public sealed interface SessionEvent {
  /** A session was opened. */
  record Opened(PolicyName policy) implements SessionEvent {}

  /** A session was ended; published once for each, by the node that ended it. */
  record Ended(SessionId id, EndReason reason) implements SessionEvent {}

  /** A refresh token was presented. */
  record Refreshed(Outcome outcome) implements SessionEvent {
    /** What came of a refresh. */
    public enum Outcome {
      ROTATED,
      REPLAYED,
      REUSE,
      ENDED,
      /** The proof of a key or the authentication of the client was missing or wrong. */
      UNPROVEN,
      UNKNOWN
    }
  }

  /** An access token was presented. */
  record Verified(Outcome outcome) implements SessionEvent {
    /** What came of a verification. */
    public enum Outcome {
      ACTIVE,
      ENDED,
      EXPIRED,
      /** The person must authenticate again or with a stronger method. */
      INSUFFICIENT,
      /** The session is bound to a key, and the proof was missing or of another key. */
      UNPROVEN,
      UNKNOWN
    }
  }

  /** An access token was accepted by what this node remembers, while the store was away. */
  record VerifiedInOutage(PolicyName policy) implements SessionEvent {}

  /**
   * An exchange code was presented.
   *
   * @param id its session, if the code is one of Sojourn's
   */
  record Exchanged(Optional<SessionId> id, Outcome outcome) implements SessionEvent {
    /** What came of an exchange. */
    public enum Outcome {
      EXCHANGED,
      ENDED,
      CODE_REUSE,
      WRONG_VERIFIER,
      TOO_MANY_TRIES,
      CODE_EXPIRED,
      ALREADY_EXCHANGED,
      /** The proof of a key or the authentication of the client was missing or wrong. */
      UNPROVEN,
      UNKNOWN
    }
  }

  /** A login was reported. */
  record LoginAttempted(Factor factor, Outcome outcome) implements SessionEvent {
    /** What came of a reported login. */
    public enum Outcome {
      FAILED,
      SUCCEEDED,
      LOCKED;

      /** The answer to an attempt that was counted. */
      public static Outcome of(LoginAttempt.Outcome outcome) {
        return switch (outcome) {
          case FAILED -> FAILED;
          case SUCCEEDED -> SUCCEEDED;
        };
      }
    }
  }

  /** A failure locked a subject. */
  record LockedOut(Factor factor) implements SessionEvent {}

  /** Many sessions were cut off. */
  record CutOff(Scope scope) implements SessionEvent {}

  /** The sweeper did something to a number of rows. */
  record Swept(Action action, int rows) implements SessionEvent {
    /** What the sweeper does. */
    public enum Action {
      /** A session was over, and is now recorded as ended. */
      ENDED,
      /** A session is active; the sweeper looks at it again later. */
      DEFERRED,
      /** A session ended longer ago than the retention time, and is deleted. */
      PURGED_SESSION,
      /** A login with PKCE that nobody finished is deleted. */
      PURGED_AUTHORIZATION,
      /** The failures of a subject are deleted. */
      PURGED_LOCKOUT,
      /** A DPoP proof is too old to be accepted again, and is deleted. */
      PURGED_PROOF,
      /** An opening cannot be repeated any more, and its key is deleted. */
      PURGED_IDEMPOTENCY_KEY,
      /** A line of the audit trail is older than its retention time, and is deleted. */
      PURGED_AUDIT_LINE,
      /** A dead letter of a subscriber is older than its retention time, and is deleted. */
      PURGED_DEAD_LETTER
    }
  }
}
