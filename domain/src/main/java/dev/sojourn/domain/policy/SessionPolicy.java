package dev.sojourn.domain.policy;

import dev.sojourn.domain.session.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A named set of rules for sessions.
 *
 * @param idleTimeout a session ends when nothing happened for this long
 * @param absoluteTimeout a session ends this long after the person last proved who they are
 * @param lifetime how long a session may live unless it is refreshed
 * @param tokens what holds for its tokens
 * @param cutOff how the session at hand was ended together with others, if it was
 * @param touchInterval how often activity is written at most; {@link #touchInterval()} keeps it
 *     within a tenth of the idle timeout
 */
public record SessionPolicy(
    PolicyName name,
    Optional<Duration> idleTimeout,
    Optional<Duration> absoluteTimeout,
    Duration lifetime,
    TokenRules tokens,
    Duration touchInterval,
    Optional<SessionLimit> limit,
    Assurance assurance,
    Optional<End> cutOff) {

  /** The longest duration of any rule; what is meant to have no end is switched off instead. */
  public static final Duration LONGEST = Duration.ofDays(3650);

  /**
   * NIST SP 800-63B-4's AAL2: idle 1 hour, absolute 24 hours; lifetime 7 days, access 15 minutes.
   */
  public static final SessionPolicy DEFAULT =
      new SessionPolicy(
          PolicyName.DEFAULT,
          Optional.of(Duration.ofHours(1)),
          Optional.of(Duration.ofHours(24)),
          Duration.ofDays(7),
          TokenRules.DEFAULT,
          Duration.ofMinutes(1),
          Optional.empty(),
          Assurance.NONE,
          Optional.empty());

  /**
   * Operators at the console: idle 30 minutes, absolute 12 hours, AAL3's longest day (NIST SP
   * 800-63B-4, section 2.3.3) but not its idle time, since a wall may show the console.
   */
  public static final SessionPolicy CONSOLE =
      new SessionPolicy(
          PolicyName.CONSOLE,
          Optional.of(Duration.ofMinutes(30)),
          Optional.of(Duration.ofHours(12)),
          Duration.ofHours(12),
          TokenRules.DEFAULT,
          Duration.ofMinutes(1),
          Optional.empty(),
          Assurance.NONE,
          Optional.empty());

  /**
   * @throws IllegalArgumentException with the first of {@link #faults}
   */
  public SessionPolicy {
    var faults = faults(idleTimeout, absoluteTimeout, lifetime, tokens, assurance);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(faults.getFirst());
    }
    if (touchInterval.isNegative() || touchInterval.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("the touch interval must be from PT0S to " + LONGEST);
    }
  }

  /** At most a tenth of the idle timeout, so that coalescing never costs anybody their session. */
  @Override
  public Duration touchInterval() {
    return idleTimeout
        .map(idle -> idle.dividedBy(10))
        .filter(tenth -> tenth.compareTo(touchInterval) < 0)
        .orElse(touchInterval);
  }

  /** The same, for a session that was ended so. */
  public SessionPolicy cutOffBy(End end) {
    return new SessionPolicy(
        name,
        idleTimeout,
        absoluteTimeout,
        lifetime,
        tokens,
        touchInterval,
        limit,
        assurance,
        Optional.of(end));
  }

  /**
   * The same with other timeouts, as if nobody had promised anything of them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public SessionPolicy withTimeouts(Optional<Duration> idle, Optional<Duration> absolute) {
    return new SessionPolicy(
        name, idle, absolute, lifetime, tokens, touchInterval, limit, Assurance.NONE, cutOff);
  }

  /** How long the previous refresh token is answered whatever else happened. */
  public Duration refreshOverlap() {
    return tokens.refreshOverlap();
  }

  /** All that is wrong with the rules of a policy; empty if it can be made. */
  public static List<String> faults(
      Optional<Duration> idleTimeout,
      Optional<Duration> absoluteTimeout,
      Duration lifetime,
      TokenRules tokens,
      Assurance assurance) {
    var faults = new ArrayList<String>();
    idleTimeout.ifPresent(idle -> check("the idle timeout", idle, faults));
    absoluteTimeout.ifPresent(absolute -> check("the absolute timeout", absolute, faults));
    check("the lifetime", lifetime, faults);
    tokens
        .accessTokenLifetime()
        .ifPresent(accessToken -> check("the access-token lifetime", accessToken, faults));
    if (tokens.accessTokenLifetime().isEmpty()
        && tokens.accessTokenFormat() == AccessTokenFormat.JWT) {
      // Whoever checks it by itself would take it long after the session has ended.
      faults.add("the access-token lifetime must not be off where access tokens are jwt");
    }
    var refreshOverlap = tokens.refreshOverlap();
    if (refreshOverlap.isNegative() || refreshOverlap.compareTo(LONGEST) > 0) {
      faults.add("the refresh overlap must be from PT0S to " + LONGEST);
    }
    assurance
        .broken(idleTimeout, absoluteTimeout)
        .forEach(fault -> faults.add(fault + " for " + assurance.word()));
    return List.copyOf(faults);
  }

  private static void check(String what, Duration duration, List<String> faults) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(LONGEST) > 0) {
      faults.add(what + " must be from PT1S to " + LONGEST);
    }
  }
}
