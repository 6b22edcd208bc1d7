package dev.sojourn.application.sample;

import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Assurance;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes policies: the default one, but for what the test says. */
public final class SamplePolicies {
  private final PolicyName name;
  private Optional<Duration> idle = SessionPolicy.DEFAULT.idleTimeout();
  private Optional<Duration> absolute = SessionPolicy.DEFAULT.absoluteTimeout();
  private Optional<SessionLimit> limit = Optional.empty();
  private TokenRules tokens = TokenRules.DEFAULT;

  private SamplePolicies(String name) {
    this.name = new PolicyName(name);
  }

  /** A policy of this name. */
  public static SamplePolicies policy(String name) {
    return new SamplePolicies(name);
  }

  /** The default policy and others. */
  public static Policies defaultAnd(SessionPolicy... others) {
    var all = new ArrayList<>(List.of(others));
    all.add(SessionPolicy.DEFAULT);
    return new Policies(all);
  }

  public SamplePolicies idle(Duration timeout) {
    idle = Optional.of(timeout);
    return this;
  }

  public SamplePolicies absolute(Duration timeout) {
    absolute = Optional.of(timeout);
    return this;
  }

  public SamplePolicies withoutTimeouts() {
    idle = Optional.empty();
    absolute = Optional.empty();
    return this;
  }

  public SamplePolicies limit(int most, OnLimit onLimit) {
    limit = Optional.of(new SessionLimit(most, onLimit));
    return this;
  }

  public SamplePolicies tokens(TokenRules rules) {
    tokens = rules;
    return this;
  }

  public SamplePolicies dpop(Dpop dpop) {
    return tokens(
        new TokenRules(
            tokens.accessTokenLifetime(),
            tokens.accessTokenFormat(),
            tokens.refreshOverlap(),
            dpop,
            tokens.outageGrace(),
            tokens.audience()));
  }

  public SamplePolicies outageGrace(Duration grace) {
    return tokens(
        new TokenRules(
            tokens.accessTokenLifetime(),
            tokens.accessTokenFormat(),
            tokens.refreshOverlap(),
            tokens.dpop(),
            Optional.of(grace),
            tokens.audience()));
  }

  public SamplePolicies accessTokens(Optional<Duration> lifetime, AccessTokenFormat format) {
    return tokens(
        new TokenRules(
            lifetime,
            format,
            tokens.refreshOverlap(),
            tokens.dpop(),
            tokens.outageGrace(),
            tokens.audience()));
  }

  public SessionPolicy build() {
    var standard = SessionPolicy.DEFAULT;
    return new SessionPolicy(
        name,
        idle,
        absolute,
        standard.lifetime(),
        tokens,
        standard.touchInterval(),
        limit,
        Assurance.NONE);
  }
}
