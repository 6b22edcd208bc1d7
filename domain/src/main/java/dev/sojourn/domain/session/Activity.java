package dev.sojourn.domain.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * That a token of a session has come back.
 *
 * @param secret what the token was derived from: a sighting under an earlier secret says nothing
 *     about the tokens of a later one
 * @param seen the generation of the token
 * @param at when, in whole milliseconds
 */
public record Activity(SessionId sessionId, Secret secret, Generation seen, Instant at) {
  public Activity {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Both in one: the later time, and the later generation. */
  public Activity and(Activity other) {
    var newer = other.at.isAfter(at) ? other : this;
    if (!secret.equals(other.secret)) {
      return newer;
    }
    return new Activity(
        sessionId, secret, seen.isAtLeast(other.seen) ? seen : other.seen, newer.at);
  }
}
