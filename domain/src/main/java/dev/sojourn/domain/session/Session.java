package dev.sojourn.domain.session;

import static dev.sojourn.domain.session.EndReason.ABSOLUTE_TIMEOUT;
import static dev.sojourn.domain.session.EndReason.CODE_REUSE;
import static dev.sojourn.domain.session.EndReason.EXPIRED;
import static dev.sojourn.domain.session.EndReason.IDLE_TIMEOUT;
import static dev.sojourn.domain.session.EndReason.TOKEN_REUSE;

import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Verdict.Active;
import dev.sojourn.domain.session.Verdict.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One login of one user on one device, from opening to end. Immutable: every rule answers with the
 * session as it should be, and a store makes it so.
 *
 * @param end how it ended, if that has been recorded; {@link #verdict} says whether it has ended
 */
public record Session(
    SessionId id,
    UserId userId,
    PolicyName policy,
    Origin origin,
    Authentication authentication,
    Times times,
    Rotation rotation,
    Exchange exchange,
    Attributes attributes,
    Optional<End> end) {

  private static final Duration LONGEST_UNSWEPT = Duration.ofDays(1);

  /** A session that begins now, on the terms of its policy. */
  public static Session opened(
      SessionId id,
      UserId userId,
      Origin origin,
      Authentication authentication,
      Instant expiresAt,
      Secret secret,
      TokenTerms terms,
      Exchange exchange,
      Attributes attributes,
      Instant now,
      SessionPolicy policy) {
    var session =
        new Session(
            id,
            userId,
            policy.name(),
            origin,
            authentication,
            new Times(now, now, notPastAbsolute(expiresAt, authentication, policy), now),
            Rotation.first(secret, terms, now),
            exchange,
            attributes,
            Optional.empty());
    return session.swept(now, EffectiveRules.of(policy));
  }

  /**
   * What the rules say at {@code now}. A recorded end stands, whatever the policy has become. A
   * cut-off holds as soon as it is known, whatever a clock says.
   */
  public Verdict verdict(Instant now, EffectiveRules rules) {
    if (end.isPresent()) {
      return new Ended(end.get());
    }
    var byTime = verdictByTime(now, rules.policy());
    return switch (byTime) {
      case Ended _ -> byTime;
      case Active _ -> rules.cutOff().<Verdict>map(Ended::new).orElse(byTime);
    };
  }

  private Verdict verdictByTime(Instant now, SessionPolicy policy) {
    var idle = idleDeadline(policy);
    var absolute = absoluteDeadline(policy);
    // The order decides between equal deadlines: an expiry that was cut to the absolute deadline
    // is told as what it is.
    var first = new End(EXPIRED, times.expiresAt());
    if (absolute.isPresent() && !absolute.get().isAfter(first.at())) {
      first = new End(ABSOLUTE_TIMEOUT, absolute.get());
    }
    if (idle.isPresent() && !idle.get().isAfter(first.at())) {
      first = new End(IDLE_TIMEOUT, idle.get());
    }
    return now.isBefore(first.at()) ? new Active(first.at()) : new Ended(first);
  }

  /** When it ends if nothing happens until then, where the policy says so. */
  public Optional<Instant> idleDeadline(SessionPolicy policy) {
    return policy.idleTimeout().map(times.lastActivityAt()::plus);
  }

  /** When it ends whatever happens, where the policy says so. */
  public Optional<Instant> absoluteDeadline(SessionPolicy policy) {
    return absoluteDeadline(authentication, policy);
  }

  /**
   * The authentication context class that the application vouched for (acr). A session of the
   * console has none: it keeps the fingerprint of its API key there.
   */
  public Optional<String> assurance() {
    return policy.equals(PolicyName.CONSOLE) ? Optional.empty() : authentication.acr();
  }

  /** Whether the rules say that it lives. */
  public boolean isActive(Instant now, EffectiveRules rules) {
    return verdict(now, rules) instanceof Active;
  }

  /**
   * Presents a token of this session together with a proof of a key, or without. A session that is
   * bound stays so, whatever its policy has become; one that is not is bound by the first proof, if
   * its policy wants that.
   */
  public Possession provenBy(Optional<KeyThumbprint> key, SessionPolicy policy) {
    var bound = rotation.terms().boundTo();
    if (bound.isPresent()) {
      return key.isEmpty()
          ? new Possession.Missing()
          : key.equals(bound) ? new Possession.Proven(this) : new Possession.OtherKey();
    }
    return switch (policy.tokens().dpop()) {
      case OFF -> new Possession.Proven(this);
      case ALLOWED -> new Possession.Proven(key.map(this::boundTo).orElse(this));
      case REQUIRED ->
          key.<Possession>map(proven -> new Possession.Proven(boundTo(proven)))
              .orElseGet(Possession.Missing::new);
    };
  }

  private Session boundTo(KeyThumbprint key) {
    return withRotation(rotation.on(rotation.terms().boundTo(key)));
  }

  /**
   * Presents a refresh token of this session, its tag verified. The table of docs/rules.md, section
   * 3.
   */
  public RefreshOutcome refresh(Generation presented, Instant now, EffectiveRules rules) {
    var current = rotation.generation();
    var policy = rules.policy();
    return switch (verdict(now, rules)) {
      case Ended(End over) -> new RefreshOutcome.Refused(endedBy(over));
      // Before the exchange there is no token, so this store has lost it, as it loses rotations.
      case Active _ when exchange instanceof Exchange.Awaited awaited ->
          new RefreshOutcome.Rotated(
              exchanged(awaited, now, policy).rotatedFrom(presented, now, policy));
      case Active _ when presented.isAtLeast(current) ->
          new RefreshOutcome.Rotated(rotatedFrom(presented, now, policy));
      case Active _ when presented.next().equals(current) && isReplayable(now, policy) ->
          new RefreshOutcome.Replayed(this);
      case Active _ -> new RefreshOutcome.Refused(endedBy(new End(TOKEN_REUSE, now)));
    };
  }

  /**
   * Whether the token before the newest is still answered: its answer may be under way (overlap),
   * or have been lost (nobody has come with the newest yet).
   */
  private boolean isReplayable(Instant now, SessionPolicy policy) {
    return now.isBefore(rotation.rotatedAt().plus(policy.refreshOverlap()))
        || !rotation.hasSeen(rotation.generation());
  }

  private Session rotatedFrom(Generation presented, Instant now, SessionPolicy policy) {
    return withRotation(rotation.from(presented, now)).activeAt(now).extended(now, policy);
  }

  /** Shows an exchange code of this session, its tag verified, with a code verifier. */
  public ExchangeOutcome exchange(
      CodeVerifier verifier, Instant codeExpiresAt, Instant now, EffectiveRules rules) {
    var policy = rules.policy();
    return switch (verdict(now, rules)) {
      case Ended(End over) -> new ExchangeOutcome.Refused(endedBy(over));
      case Active _ ->
          switch (exchange) {
            case Exchange.None _ -> new ExchangeOutcome.Unknown();
            case Exchange.Awaited awaited when awaited.isSpent() ->
                new ExchangeOutcome.TooManyTries();
            case Exchange.Awaited _ when !now.isBefore(codeExpiresAt) ->
                new ExchangeOutcome.CodeExpired();
            case Exchange.Awaited awaited when !awaited.challenge().isAnsweredBy(verifier) ->
                new ExchangeOutcome.WrongVerifier(withExchange(awaited.afterWrongVerifier()));
            case Exchange.Awaited awaited ->
                new ExchangeOutcome.Exchanged(exchanged(awaited, now, policy));
            case Exchange.Done done when !done.challenge().isAnsweredBy(verifier) ->
                new ExchangeOutcome.WrongVerifier(this);
            case Exchange.Done done when now.isBefore(done.at().plus(policy.refreshOverlap())) ->
                new ExchangeOutcome.AlreadyExchanged();
            case Exchange.Done _ -> new ExchangeOutcome.Refused(endedBy(new End(CODE_REUSE, now)));
          };
    };
  }

  private Session exchanged(Exchange.Awaited awaited, Instant now, SessionPolicy policy) {
    return withExchange(new Exchange.Done(awaited.authorizationId(), awaited.challenge(), now))
        .withRotation(Rotation.first(rotation.secret(), rotation.terms(), now))
        .activeAt(now)
        .extended(now, policy);
  }

  /**
   * After the person has proved anew who they are: both timeouts start again, and every earlier
   * token is void (NIST SP 800-63B-4, section 5.2; ASVS 5.0, 7.2.4).
   */
  public Session reauthenticated(
      Authentication anew, Secret newSecret, Instant now, SessionPolicy policy) {
    return new Session(
            id,
            userId,
            this.policy,
            origin,
            anew,
            times,
            Rotation.first(newSecret, rotation.terms(), now),
            exchange,
            attributes,
            end)
        .activeAt(now)
        .extended(now, policy);
  }

  /** Ended on demand; one that is over already ends for the reason that it was over for. */
  public Session end(EndReason reason, Instant now, EffectiveRules rules) {
    return switch (verdict(now, rules)) {
      case Active _ -> endedBy(new End(reason, now));
      case Ended(End over) -> endedBy(over);
    };
  }

  /** Over, for this reason. A session ends once: a recorded end stays as it is. */
  public Session endedBy(End over) {
    return end.isPresent()
        ? this
        : new Session(
            id,
            userId,
            policy,
            origin,
            authentication,
            times,
            rotation,
            exchange,
            attributes,
            Optional.of(over));
  }

  /**
   * After the sweeper has looked at it: ended if it is over, else to be looked at again when it may
   * be, and within a day, because a policy may be changed meanwhile.
   */
  public Session swept(Instant now, EffectiveRules rules) {
    return switch (verdict(now, rules)) {
      case Ended(End over) -> endedBy(over);
      case Active(Instant deadline) -> {
        var latest = now.plus(LONGEST_UNSWEPT);
        yield withTimes(times.sweptAt(deadline.isBefore(latest) ? deadline : latest));
      }
    };
  }

  /** After one of its tokens came back. Nothing happens to a session that has ended. */
  public Session touched(Activity activity) {
    if (end.isPresent()) {
      return this;
    }
    var active = activeAt(activity.at());
    return activity.secret().equals(rotation.secret())
        ? active.withRotation(rotation.sighted(activity.seen()))
        : active;
  }

  /** Whether a token that came at {@code now} is news: time has passed, or it was never seen. */
  public boolean isNews(Activity activity, SessionPolicy policy) {
    return !touched(activity).rotation.equals(rotation)
        || !activity.at().isBefore(times.lastActivityAt().plus(policy.touchInterval()));
  }

  /** With these attributes. */
  public Session withAttributes(Attributes changed) {
    return new Session(
        id, userId, policy, origin, authentication, times, rotation, exchange, changed, end);
  }

  /** At the address and on the device that it was seen with. */
  public Session seenAs(ClientContext sighting) {
    return new Session(
        id,
        userId,
        policy,
        origin.seenAs(sighting),
        authentication,
        times,
        rotation,
        exchange,
        attributes,
        end);
  }

  private Session activeAt(Instant now) {
    return withTimes(times.activeAt(now));
  }

  /** An expiry never moves back, but for the absolute deadline, which nothing passes. */
  private Session extended(Instant now, SessionPolicy policy) {
    var renewed = now.plus(policy.lifetime());
    var later = renewed.isAfter(times.expiresAt()) ? renewed : times.expiresAt();
    return withTimes(times.expiringAt(notPastAbsolute(later, authentication, policy)));
  }

  private static Instant notPastAbsolute(
      Instant expiresAt, Authentication authentication, SessionPolicy policy) {
    return absoluteDeadline(authentication, policy)
        .filter(absolute -> absolute.isBefore(expiresAt))
        .orElse(expiresAt);
  }

  private static Optional<Instant> absoluteDeadline(
      Authentication authentication, SessionPolicy policy) {
    return policy.absoluteTimeout().map(authentication.at()::plus);
  }

  private Session withTimes(Times changed) {
    return changed.equals(times)
        ? this
        : new Session(
            id,
            userId,
            policy,
            origin,
            authentication,
            changed,
            rotation,
            exchange,
            attributes,
            end);
  }

  private Session withRotation(Rotation changed) {
    return new Session(
        id, userId, policy, origin, authentication, times, changed, exchange, attributes, end);
  }

  private Session withExchange(Exchange changed) {
    return new Session(
        id, userId, policy, origin, authentication, times, rotation, changed, attributes, end);
  }
}
