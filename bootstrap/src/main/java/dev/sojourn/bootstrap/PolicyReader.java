package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.Variables.Rule;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Assurance;
import dev.sojourn.domain.policy.ClientAuthentication;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the policies: what one of them does not say is as the default policy says. */
final class PolicyReader {
  private static final String DEFAULT = PolicyName.DEFAULT.value().toUpperCase(Locale.ROOT);

  private static final String CONSOLE = PolicyName.CONSOLE.value().toUpperCase(Locale.ROOT);

  /** Whoever was thrown out elsewhere is let in for as long; a longer outage is no outage. */
  private static final Duration LONGEST_OUTAGE = Duration.ofDays(1);

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MOST_SESSIONS = 10_000;

  private final Settings settings;

  PolicyReader(Settings settings) {
    this.settings = settings;
  }

  /** The rules of a policy as they are set, one by one. */
  private record Rules(
      Optional<Duration> idleTimeout,
      Optional<Duration> absoluteTimeout,
      Duration lifetime,
      TokenRules tokens,
      Duration touchInterval,
      Optional<Integer> maxSessions,
      OnLimit onLimit,
      Assurance assurance) {

    static Rules of(SessionPolicy policy) {
      return new Rules(
          policy.idleTimeout(),
          policy.absoluteTimeout(),
          policy.lifetime(),
          policy.tokens(),
          policy.touchInterval(),
          policy.limit().map(SessionLimit::most),
          policy.limit().map(SessionLimit::onLimit).orElse(OnLimit.EVICT_OLDEST),
          policy.assurance());
    }
  }

  /** Empty only if there is a fault. */
  Optional<Policies> read() {
    var names = new TreeSet<String>();
    settings.names().forEach(variable -> Variables.policy(variable).ifPresent(names::add));
    names.removeAll(Set.of(DEFAULT, CONSOLE));

    var standard = rules(DEFAULT, Rules.of(SessionPolicy.DEFAULT));
    var policies = new ArrayList<SessionPolicy>();
    policy(DEFAULT, standard).ifPresent(policies::add);
    policy(CONSOLE, consoleRules()).ifPresent(policies::add);
    for (var name : names) {
      policy(name, rules(name, standard)).ifPresent(policies::add);
    }
    return policies.size() == names.size() + 2
        ? Optional.of(new Policies(policies))
        : Optional.empty();
  }

  /** Its tokens are cookies, which no browser proves a key for and nobody but Sojourn reads. */
  private Rules consoleRules() {
    var rules = rules(CONSOLE, Rules.of(SessionPolicy.CONSOLE));
    if (rules.tokens().accessTokenFormat() != AccessTokenFormat.OPAQUE) {
      settings.fault(Rule.ACCESS_TOKEN_FORMAT.of(CONSOLE), "must be opaque for the console");
    }
    if (rules.tokens().dpop() != Dpop.OFF) {
      settings.fault(Rule.DPOP.of(CONSOLE), "must be off for the console");
    }
    if (rules.tokens().clientAuthentication() != ClientAuthentication.OFF) {
      settings.fault(Rule.CLIENT_AUTHENTICATION.of(CONSOLE), "must be off for the console");
    }
    return rules;
  }

  private Rules rules(String name, Rules standard) {
    return new Rules(
        settings.read(Rule.IDLE_TIMEOUT.of(name), standard.idleTimeout(), timeout()),
        settings.read(Rule.ABSOLUTE_TIMEOUT.of(name), standard.absoluteTimeout(), timeout()),
        duration(name, Rule.LIFETIME, SECOND, standard.lifetime()),
        tokens(name, standard.tokens()),
        duration(name, Rule.TOUCH_INTERVAL, Duration.ZERO, standard.touchInterval()),
        settings.read(
            Rule.MAX_SESSIONS.of(name),
            standard.maxSessions(),
            ConfigText.numberOrOff(1, MOST_SESSIONS)),
        settings.read(Rule.ON_LIMIT.of(name), standard.onLimit(), PolicyReader::onLimit),
        settings.read(Rule.ASSURANCE.of(name), standard.assurance(), PolicyReader::assurance));
  }

  private TokenRules tokens(String name, TokenRules standard) {
    return new TokenRules(
        settings.read(
            Rule.ACCESS_TOKEN_LIFETIME.of(name), standard.accessTokenLifetime(), timeout()),
        settings.read(
            Rule.ACCESS_TOKEN_FORMAT.of(name),
            standard.accessTokenFormat(),
            text -> word(text, AccessTokenFormat::ofWord, "opaque or jwt")),
        duration(name, Rule.REFRESH_OVERLAP, Duration.ZERO, standard.refreshOverlap()),
        settings.read(
            Rule.DPOP.of(name),
            standard.dpop(),
            text -> word(text, Dpop::ofWord, "off, allowed or required")),
        settings.read(
            Rule.OUTAGE_GRACE.of(name),
            standard.outageGrace(),
            ConfigText.durationOrOff(SECOND, LONGEST_OUTAGE)),
        settings.read(Rule.AUDIENCE.of(name), ConfigText::audience).or(standard::audience),
        settings.read(
            Rule.CLIENT_AUTHENTICATION.of(name),
            standard.clientAuthentication(),
            text -> word(text, ClientAuthentication::ofWord, "off or required")));
  }

  private static Function<String, Parsed<Optional<Duration>>> timeout() {
    return ConfigText.durationOrOff(SECOND, SessionPolicy.LONGEST);
  }

  private Duration duration(String name, Rule rule, Duration shortest, Duration standard) {
    return settings.read(
        rule.of(name), standard, ConfigText.duration(shortest, SessionPolicy.LONGEST));
  }

  private static Parsed<OnLimit> onLimit(String text) {
    return word(text, OnLimit::ofWord, "evict_oldest or reject");
  }

  private static Parsed<Assurance> assurance(String text) {
    return word(text, Assurance::ofWord, "none, aal1, aal2 or aal3");
  }

  private static <T> Parsed<T> word(
      String text, Function<String, Optional<T>> ofWord, String words) {
    return ofWord
        .apply(text)
        .<Parsed<T>>map(Parsed.Valid::new)
        .orElseGet(() -> new Parsed.Invalid<>("must be " + words));
  }

  private Optional<SessionPolicy> policy(String name, Rules rules) {
    return keepsItsAssurance(name, rules) && expires(name, rules.tokens())
        ? Optional.of(
            new SessionPolicy(
                new PolicyName(name.toLowerCase(Locale.ROOT)),
                rules.idleTimeout(),
                rules.absoluteTimeout(),
                rules.lifetime(),
                rules.tokens(),
                rules.touchInterval(),
                rules.maxSessions().map(most -> new SessionLimit(most, rules.onLimit())),
                rules.assurance(),
                Optional.empty()))
        : Optional.empty();
  }

  /**
   * Each timeout is held to the level beside one that keeps it, so that the fault is told of its
   * variable.
   */
  private boolean keepsItsAssurance(String name, Rules rules) {
    var level = rules.assurance();
    var kept = Optional.of(SECOND);
    var idleFaults = level.broken(rules.idleTimeout(), kept);
    var absoluteFaults = level.broken(kept, rules.absoluteTimeout());
    idleFaults.forEach(fault -> tell(Rule.IDLE_TIMEOUT.of(name), level, fault));
    absoluteFaults.forEach(fault -> tell(Rule.ABSOLUTE_TIMEOUT.of(name), level, fault));
    return idleFaults.isEmpty() && absoluteFaults.isEmpty();
  }

  /** Whoever checks a JWT by itself would take it long after its session has ended. */
  private boolean expires(String name, TokenRules tokens) {
    var expires =
        tokens.accessTokenLifetime().isPresent()
            || tokens.accessTokenFormat() != AccessTokenFormat.JWT;
    if (!expires) {
      settings.fault(
          Rule.ACCESS_TOKEN_LIFETIME.of(name), "must not be off where access tokens are jwt");
    }
    return expires;
  }

  private void tell(String variable, Assurance level, String fault) {
    settings.fault(variable, "breaks " + level.word() + " (NIST SP 800-63B-4): " + fault);
  }
}
