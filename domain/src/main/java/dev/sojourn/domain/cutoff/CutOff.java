package dev.sojourn.domain.cutoff;

import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Ends every session of a scope whose person last proved who they are at or before an instant. A
 * session that is opened, or in which the person authenticates again, after it is not touched.
 *
 * @param before in whole milliseconds; {@link #FOREVER} for a user who is disabled: whatever is
 *     opened is over at once
 * @param since when it was put into force, in whole milliseconds; when the sessions ended
 */
public record CutOff(Scope scope, Instant before, Instant since) {
  /** After every instant at which anybody can authenticate. */
  public static final Instant FOREVER = Instant.parse("9999-12-31T23:59:59.999Z");

  public CutOff {
    before = before.truncatedTo(ChronoUnit.MILLIS);
    since = since.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Disables a user from now on. */
  public static CutOff disabling(Scope.OfUser user, Instant now) {
    return new CutOff(user, FOREVER, now);
  }

  /** Whether it disables a user. */
  public boolean disables() {
    return before.equals(FOREVER);
  }

  /** How it ends a session. */
  public End end() {
    return new End(disables() ? EndReason.USER_DISABLED : EndReason.REVOKED, since);
  }

  /** Whichever reaches further; both are of one scope. */
  CutOff or(CutOff other) {
    return other.before.isAfter(before) ? other : this;
  }
}
