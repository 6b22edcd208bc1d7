package dev.sojourn.domain.policy;

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
    Assurance assurance) {

  /** The longest duration of any rule; what is meant to have no end is switched off instead. */
  public static final Duration LONGEST = Duration.ofDays(3650);

  /** The shortest timeout and lifetime. */
  public static final Duration SHORTEST = Duration.ofSeconds(1);

  /** After which an end that a resource server does not hear of is worth a warning. */
  private static final Duration LONG_FOR_JWT = Duration.ofHours(1);

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
          Assurance.NONE);

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
          Assurance.NONE);

  /**
   * @throws IllegalArgumentException with the first of {@link #faults}
   */
  public SessionPolicy {
    PolicyFault.requireNone(
        faults(name, idleTimeout, absoluteTimeout, lifetime, tokens, touchInterval, assurance));
  }

  /** At most a tenth of the idle timeout, so that coalescing never costs anybody their session. */
  @Override
  public Duration touchInterval() {
    return idleTimeout
        .map(idle -> idle.dividedBy(10))
        .filter(tenth -> tenth.compareTo(touchInterval) < 0)
        .orElse(touchInterval);
  }

  /**
   * The same with other timeouts, as if nobody had promised anything of them.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public SessionPolicy withTimeouts(Optional<Duration> idle, Optional<Duration> absolute) {
    return new SessionPolicy(
        name, idle, absolute, lifetime, tokens, touchInterval, limit, Assurance.NONE);
  }

  /** How long the previous refresh token is answered whatever else happened. */
  public Duration refreshOverlap() {
    return tokens.refreshOverlap();
  }

  /** All that is wrong with the rules of a policy; empty if there can be such a policy. */
  public static List<PolicyFault> faults(
      PolicyName name,
      Optional<Duration> idleTimeout,
      Optional<Duration> absoluteTimeout,
      Duration lifetime,
      TokenRules tokens,
      Duration touchInterval,
      Assurance assurance) {
    var faults = new ArrayList<PolicyFault>();
    idleTimeout
        .flatMap(idle -> PolicyFault.outOf(PolicyRule.IDLE_TIMEOUT, SHORTEST, LONGEST, idle))
        .ifPresent(faults::add);
    absoluteTimeout
        .flatMap(all -> PolicyFault.outOf(PolicyRule.ABSOLUTE_TIMEOUT, SHORTEST, LONGEST, all))
        .ifPresent(faults::add);
    PolicyFault.outOf(PolicyRule.LIFETIME, SHORTEST, LONGEST, lifetime).ifPresent(faults::add);
    PolicyFault.outOf(PolicyRule.TOUCH_INTERVAL, Duration.ZERO, LONGEST, touchInterval)
        .ifPresent(faults::add);
    if (name.equals(PolicyName.CONSOLE)) {
      faults.addAll(faultsOfConsole(tokens));
    }
    for (var broken : assurance.broken(idleTimeout, absoluteTimeout)) {
      faults.add(
          new PolicyFault(
              broken.rule(),
              broken.message() + " for " + assurance.word() + " (NIST SP 800-63B-4)"));
    }
    return List.copyOf(faults);
  }

  /** Its tokens are cookies: browsers prove no key for them, and only Sojourn reads them. */
  private static List<PolicyFault> faultsOfConsole(TokenRules tokens) {
    var faults = new ArrayList<PolicyFault>();
    if (tokens.accessTokenFormat() != AccessTokenFormat.OPAQUE) {
      faults.add(new PolicyFault(PolicyRule.ACCESS_TOKEN_FORMAT, "must be opaque for the console"));
    }
    if (tokens.dpop() != Dpop.OFF) {
      faults.add(new PolicyFault(PolicyRule.DPOP, "must be off for the console"));
    }
    if (tokens.clientAuthentication() != ClientAuthentication.OFF) {
      faults.add(new PolicyFault(PolicyRule.CLIENT_AUTHENTICATION, "must be off for the console"));
    }
    return faults;
  }

  /** What is allowed, and perhaps not meant. */
  public List<PolicyWarning> warnings() {
    var warnings = new ArrayList<PolicyWarning>();
    if (idleTimeout.isEmpty() && absoluteTimeout.isEmpty()) {
      warnings.add(new PolicyWarning.NeverEnds());
    }
    absoluteTimeout
        .filter(all -> idleTimeout.stream().anyMatch(idle -> idle.compareTo(all) > 0))
        .map(PolicyWarning.IdleTimeoutNeverReached::new)
        .ifPresent(warnings::add);
    tokens
        .accessTokenLifetime()
        .filter(_ -> tokens.accessTokenFormat() == AccessTokenFormat.JWT)
        .filter(lifetime -> lifetime.compareTo(LONG_FOR_JWT) > 0)
        .map(PolicyWarning.LongLivedJwt::new)
        .ifPresent(warnings::add);
    return List.copyOf(warnings);
  }
}
