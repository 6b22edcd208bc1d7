package dev.sojourn.bootstrap.config;

import dev.sojourn.bootstrap.setting.ConfigText;
import dev.sojourn.bootstrap.setting.Settings;
import dev.sojourn.bootstrap.setting.Variables;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Assurance;
import dev.sojourn.domain.policy.ClientAuthentication;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyFault;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.PolicyRule;
import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the policies: what one of them does not say is as the default policy says. What the domain
 * finds wrong with one is told of the variable that sets the rule.
 */
final class PolicyReader {
  private static final String DEFAULT = PolicyName.DEFAULT.value().toUpperCase(Locale.ROOT);

  private static final String CONSOLE = PolicyName.CONSOLE.value().toUpperCase(Locale.ROOT);

  private final Settings settings;

  PolicyReader(Settings settings) {
    this.settings = settings;
  }

  /** The rules of a policy as they are set, one by one. */
  private record Rules(
      Optional<Duration> idleTimeout,
      Optional<Duration> absoluteTimeout,
      Duration lifetime,
      Duration touchInterval,
      Optional<Integer> maxSessions,
      OnLimit onLimit,
      Assurance assurance,
      Optional<Duration> accessTokenLifetime,
      AccessTokenFormat accessTokenFormat,
      Duration refreshOverlap,
      Dpop dpop,
      Optional<Duration> outageGrace,
      Optional<String> audience,
      ClientAuthentication clientAuthentication) {

    static Rules of(SessionPolicy policy) {
      var tokens = policy.tokens();
      return new Rules(
          policy.idleTimeout(),
          policy.absoluteTimeout(),
          policy.lifetime(),
          policy.touchInterval(),
          policy.limit().map(SessionLimit::most),
          policy.limit().map(SessionLimit::onLimit).orElse(OnLimit.EVICT_OLDEST),
          policy.assurance(),
          tokens.accessTokenLifetime(),
          tokens.accessTokenFormat(),
          tokens.refreshOverlap(),
          tokens.dpop(),
          tokens.outageGrace(),
          tokens.audience(),
          tokens.clientAuthentication());
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
    policy(CONSOLE, rules(CONSOLE, Rules.of(SessionPolicy.CONSOLE))).ifPresent(policies::add);
    for (var name : names) {
      policy(name, rules(name, standard)).ifPresent(policies::add);
    }
    return policies.size() == names.size() + 2
        ? Optional.of(new Policies(policies))
        : Optional.empty();
  }

  private Rules rules(String name, Rules standard) {
    var read = new OneByOne(name);
    return new Rules(
        read.value(PolicyRule.IDLE_TIMEOUT, standard.idleTimeout(), timeout()),
        read.value(PolicyRule.ABSOLUTE_TIMEOUT, standard.absoluteTimeout(), timeout()),
        read.duration(PolicyRule.LIFETIME, SessionPolicy.SHORTEST, standard.lifetime()),
        read.duration(PolicyRule.TOUCH_INTERVAL, Duration.ZERO, standard.touchInterval()),
        read.value(
            PolicyRule.MAX_SESSIONS,
            standard.maxSessions(),
            ConfigText.numberOrOff(1, SessionLimit.HIGHEST)),
        read.word(
            PolicyRule.ON_LIMIT, standard.onLimit(), OnLimit::ofWord, "evict_oldest or reject"),
        read.word(
            PolicyRule.ASSURANCE,
            standard.assurance(),
            Assurance::ofWord,
            "none, aal1, aal2 or aal3"),
        read.value(PolicyRule.ACCESS_TOKEN_LIFETIME, standard.accessTokenLifetime(), timeout()),
        read.word(
            PolicyRule.ACCESS_TOKEN_FORMAT,
            standard.accessTokenFormat(),
            AccessTokenFormat::ofWord,
            "opaque or jwt"),
        read.duration(PolicyRule.REFRESH_OVERLAP, Duration.ZERO, standard.refreshOverlap()),
        read.word(PolicyRule.DPOP, standard.dpop(), Dpop::ofWord, "off, allowed or required"),
        read.value(
            PolicyRule.OUTAGE_GRACE,
            standard.outageGrace(),
            ConfigText.durationOrOff(SessionPolicy.SHORTEST, TokenRules.LONGEST_OUTAGE)),
        settings
            .read(Variables.ofPolicy(name, PolicyRule.AUDIENCE), ConfigText::audience)
            .or(standard::audience),
        read.word(
            PolicyRule.CLIENT_AUTHENTICATION,
            standard.clientAuthentication(),
            ClientAuthentication::ofWord,
            "off or required"));
  }

  private static Function<String, Parsed<Optional<Duration>>> timeout() {
    return ConfigText.durationOrOff(SessionPolicy.SHORTEST, SessionPolicy.LONGEST);
  }

  /** Reads the rules of the policy of a name. */
  private final class OneByOne {
    private final String name;

    OneByOne(String name) {
      this.name = name;
    }

    <T> T value(PolicyRule rule, T standard, Function<String, Parsed<T>> parse) {
      return settings.read(Variables.ofPolicy(name, rule), standard, parse);
    }

    Duration duration(PolicyRule rule, Duration shortest, Duration standard) {
      return value(rule, standard, ConfigText.duration(shortest, SessionPolicy.LONGEST));
    }

    <T> T word(PolicyRule rule, T standard, Function<String, Optional<T>> ofWord, String words) {
      return value(
          rule,
          standard,
          text ->
              ofWord
                  .apply(text)
                  .<Parsed<T>>map(Parsed.Valid::new)
                  .orElseGet(() -> new Parsed.Invalid<>("must be " + words)));
    }
  }

  private Optional<SessionPolicy> policy(String name, Rules rules) {
    var faults =
        TokenRules.faults(
            rules.accessTokenLifetime(),
            rules.accessTokenFormat(),
            rules.refreshOverlap(),
            rules.outageGrace());
    if (!faults.isEmpty()) {
      tell(name, faults);
      return Optional.empty();
    }
    var tokens =
        new TokenRules(
            rules.accessTokenLifetime(),
            rules.accessTokenFormat(),
            rules.refreshOverlap(),
            rules.dpop(),
            rules.outageGrace(),
            rules.audience(),
            rules.clientAuthentication());
    return policy(name, rules, tokens);
  }

  private Optional<SessionPolicy> policy(String name, Rules rules, TokenRules tokens) {
    var policyName = new PolicyName(name.toLowerCase(Locale.ROOT));
    var faults =
        SessionPolicy.faults(
            policyName,
            rules.idleTimeout(),
            rules.absoluteTimeout(),
            rules.lifetime(),
            tokens,
            rules.touchInterval(),
            rules.assurance());
    if (!faults.isEmpty()) {
      tell(name, faults);
      return Optional.empty();
    }
    return Optional.of(
        new SessionPolicy(
            policyName,
            rules.idleTimeout(),
            rules.absoluteTimeout(),
            rules.lifetime(),
            tokens,
            rules.touchInterval(),
            rules.maxSessions().map(most -> new SessionLimit(most, rules.onLimit())),
            rules.assurance()));
  }

  private void tell(String name, List<PolicyFault> faults) {
    faults.forEach(
        fault -> settings.fault(Variables.ofPolicy(name, fault.rule()), fault.message()));
  }
}
