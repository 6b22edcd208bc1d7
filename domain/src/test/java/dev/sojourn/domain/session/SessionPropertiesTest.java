package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.Assurance;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** What holds of a session whatever happens to it, in whatever order. */
class SessionPropertiesTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;
  private static final CodeVerifier VERIFIER = new CodeVerifier("right".repeat(10));
  private static final CodeVerifier WRONG_VERIFIER = new CodeVerifier("wrong".repeat(10));

  /** Ends by nothing but what it is about: reuse. */
  private static final SessionPolicy UNTIMED =
      new SessionPolicy(
          PolicyName.DEFAULT,
          Optional.empty(),
          Optional.empty(),
          SessionPolicy.LONGEST,
          TokenRules.DEFAULT,
          Duration.ofMinutes(1),
          Optional.empty(),
          Assurance.NONE);

  // ------------------------------------------------------------------- whatever happens to it

  /** Something that happens to a session some time after what happened before. */
  record Step(Happening happening, Duration later) {
    /** What it makes of the session, as the use cases do it. */
    Session on(Session session, Instant now) {
      var active = session.isActive(now, EffectiveRules.of(POLICY));
      return switch (happening) {
        case REFRESH_WITH_NEWEST -> refreshed(session, 0, now);
        case REFRESH_WITH_PREVIOUS -> refreshed(session, -1, now);
        case REFRESH_WITH_OLDER -> refreshed(session, -2, now);
        case REFRESH_AHEAD -> refreshed(session, 1, now);
        case EXCHANGE -> exchanged(session, VERIFIER, now);
        case EXCHANGE_WRONGLY -> exchanged(session, WRONG_VERIFIER, now);
        // Before the exchange nobody has a token that could come back.
        case ACCESS ->
            active && !(session.exchange() instanceof Exchange.Awaited)
                ? accessed(session, session.rotation().generation(), now)
                : session;
        case SWEEP -> session.swept(now, EffectiveRules.of(POLICY));
        case REAUTHENTICATE ->
            active
                ? session.reauthenticated(
                    new Authentication(now, List.of("pwd"), Optional.empty()),
                    secret(session.rotation().secret().bytes()[0] + 1),
                    now,
                    POLICY)
                : session;
        case LOGOUT -> session.end(EndReason.LOGOUT, now, EffectiveRules.of(POLICY));
      };
    }
  }

  enum Happening {
    REFRESH_WITH_NEWEST,
    REFRESH_WITH_PREVIOUS,
    REFRESH_WITH_OLDER,
    REFRESH_AHEAD,
    EXCHANGE,
    EXCHANGE_WRONGLY,
    ACCESS,
    SWEEP,
    REAUTHENTICATE,
    LOGOUT
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    return Combinators.combine(Arbitraries.of(Happening.class), delays())
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  /** Mostly around the overlap and below the idle timeout; now and then beyond every timeout. */
  @Provide
  Arbitrary<Duration> delays() {
    return Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(0, 40_000)),
            Tuple.of(3, Arbitraries.longs().between(0, 3_599_000)),
            Tuple.of(1, Arbitraries.longs().between(0, 100_000_000)))
        .map(Duration::ofMillis);
  }

  @Property
  void anEndedSessionNeverBecomesActiveAgain(
      @ForAll("histories") List<Step> history, @ForAll boolean pkce) {
    var session = opened(pkce, POLICY);
    var now = T0;
    Optional<End> over = Optional.empty();
    for (var step : history) {
      now = now.plus(step.later());
      session = step.on(session, now);
      if (over.isPresent()) {
        assertEquals(
            new Verdict.Ended(over.get()), session.verdict(now, EffectiveRules.of(POLICY)));
      }
      if (session.verdict(now, EffectiveRules.of(POLICY)) instanceof Verdict.Ended(var end)) {
        over = Optional.of(end);
      }
    }
  }

  @Property
  void rotationNeverGoesBack(@ForAll("histories") List<Step> history, @ForAll boolean pkce) {
    var session = opened(pkce, POLICY);
    var now = T0;
    for (var step : history) {
      now = now.plus(step.later());
      var before = session.rotation();
      session = step.on(session, now);
      var after = session.rotation();
      if (after.secret().equals(before.secret())) {
        assertTrue(after.generation().isAtLeast(before.generation()));
        assertTrue(before.seen().map(after::hasSeen).orElse(true));
      } else {
        assertEquals(Generation.FIRST, after.generation());
      }
    }
  }

  @Property
  void timesNeverGoBackAndNothingOutlivesTheAbsoluteTimeout(
      @ForAll("histories") List<Step> history, @ForAll boolean pkce) {
    var session = opened(pkce, POLICY);
    var now = T0;
    for (var step : history) {
      now = now.plus(step.later());
      var before = session;
      session = step.on(session, now);
      assertTrue(!session.times().lastActivityAt().isBefore(before.times().lastActivityAt()));
      assertTrue(!session.times().expiresAt().isBefore(before.times().expiresAt()));
      if (session.isActive(now, EffectiveRules.of(POLICY))) {
        assertTrue(
            now.isBefore(
                session.authentication().at().plus(POLICY.absoluteTimeout().orElseThrow())));
      }
    }
  }

  @Property
  void theSweeperLooksBeforeOrAtTheDeadlineWhateverHappens(
      @ForAll("histories") List<Step> history) {
    var session = opened(false, POLICY);
    var now = T0;
    for (var step : history) {
      now = now.plus(step.later());
      session = step.on(session, now);
      if (session.verdict(now, EffectiveRules.of(POLICY)) instanceof Verdict.Active(var deadline)) {
        assertTrue(!session.times().sweepAt().isAfter(deadline));
      }
    }
  }

  // ------------------------------------------------------------------------ the honest client

  /** A move in the life of a client on a bad line. */
  record Move(Kind kind, Duration later, int pick) {}

  enum Kind {
    /** It refreshes with the newest token that it has received; the answer arrives. */
    REFRESH,
    /** The same; the answer is on its way, and may arrive later or never. */
    REFRESH_WITHOUT_ANSWER,
    /** The same; the network delivers the request twice within the overlap. */
    REFRESH_DOUBLED,
    /** An answer that was on its way arrives, perhaps not for the first time. */
    LATE_ANSWER,
    /** A request of before arrives again, long after it was made, from before its successor. */
    LATE_REQUEST,
    /** It uses its newest access token. */
    ACCESS,
    /** The store is restored to how it was some moves ago. */
    STORE_LOSES_WRITES
  }

  @Provide
  Arbitrary<List<Move>> lives() {
    return Combinators.combine(
            Arbitraries.of(Kind.class), delays(), Arbitraries.integers().between(0, 1000))
        .as(Move::new)
        .list()
        .ofMaxSize(60);
  }

  /** A client and its session: what it has received, what it has used, what is on its way. */
  private static final class Life {
    private final List<Session> past = new ArrayList<>();
    private final List<Generation> answersOnTheirWay = new ArrayList<>();
    private final List<Generation> requests = new ArrayList<>();
    private Session session = opened(false, UNTIMED);
    private Generation newest = Generation.FIRST;
    private Generation newestUsed = Generation.FIRST;

    void live(Move move, Instant now) {
      past.add(session);
      switch (move.kind()) {
        case REFRESH -> receive(request(now));
        case REFRESH_WITHOUT_ANSWER -> answersOnTheirWay.add(request(now));
        case REFRESH_DOUBLED -> {
          var first = request(now);
          var again = present(requests.getLast(), now.plusMillis(move.pick() * 29L));
          assertEquals(first, again, "both get the same token");
          receive(again);
        }
        case LATE_ANSWER -> pick(answersOnTheirWay, move).ifPresent(this::receive);
        case LATE_REQUEST ->
            pick(requests, move)
                .filter(request -> request.isAtLeast(newestUsed))
                .ifPresent(request -> answersOnTheirWay.add(present(request, now)));
        case ACCESS -> {
          newestUsed = newest;
          session = accessed(session, newest, now);
        }
        case STORE_LOSES_WRITES -> session = pick(past, move).orElseThrow();
      }
    }

    private Generation request(Instant now) {
      newestUsed = newest;
      requests.add(newest);
      return present(newest, now);
    }

    private Generation present(Generation token, Instant now) {
      session =
          switch (session.refresh(token, now, EffectiveRules.of(UNTIMED))) {
            case RefreshOutcome.Rotated(var next) -> next;
            case RefreshOutcome.Replayed(var same) -> same;
            case RefreshOutcome.Refused(var ended) -> fail("logged out: " + ended.end());
            case RefreshOutcome.Unknown _ -> fail("not recognised");
          };
      return session.rotation().generation();
    }

    private void receive(Generation token) {
      newest = token.isAtLeast(newest) ? token : newest;
    }

    private static <T> Optional<T> pick(List<T> among, Move move) {
      return among.isEmpty()
          ? Optional.empty()
          : Optional.of(among.get(move.pick() % among.size()));
    }
  }

  @Property
  void noClientThatAlwaysUsesTheNewestTokenItReceivedEverLosesItsSession(
      @ForAll("lives") List<Move> moves) {
    var life = new Life();
    var now = T0;
    for (var move : moves) {
      now = now.plus(move.later());
      life.live(move, now);
    }
    life.live(new Move(Kind.REFRESH, Duration.ZERO, 0), now.plusSeconds(1));
  }

  // --------------------------------------------------------------------------------- the thief

  @Property(edgeCases = EdgeCasesMode.NONE)
  void aCopiedTokenPresentedAfterTheOverlapAndAfterItsSuccessorWasSeenAlwaysEndsTheSession(
      @ForAll @IntRange(min = 1, max = 30) int copied,
      @ForAll @IntRange(min = 0, max = 30) int rotationsSince,
      @ForAll("delays") Duration between,
      @ForAll("delays") Duration afterTheOverlap) {
    var session = opened(false, UNTIMED);
    var now = T0;
    for (var generation = 1; generation <= copied + rotationsSince; generation++) {
      now = now.plus(between);
      session = refreshed(session, 0, now, UNTIMED);
    }
    session = accessed(session, session.rotation().generation(), now);

    var late = now.plus(UNTIMED.refreshOverlap()).plus(afterTheOverlap);
    var outcome = session.refresh(new Generation(copied), late, EffectiveRules.of(UNTIMED));

    var refused = assertInstanceOf(RefreshOutcome.Refused.class, outcome).session();
    assertEquals(Optional.of(new End(EndReason.TOKEN_REUSE, late)), refused.end());
  }

  @Property
  void afterAReuseNobodyIsAnsweredAgainNeitherThiefNorOwner(
      @ForAll @IntRange(min = 1, max = 10) int presented, @ForAll("delays") Duration later) {
    var session = opened(false, UNTIMED);
    for (var generation = 1; generation <= 5; generation++) {
      session = refreshed(session, 0, T0, UNTIMED);
    }
    var ended = refreshed(session, -2, T0, UNTIMED);

    assertInstanceOf(
        RefreshOutcome.Refused.class,
        ended.refresh(new Generation(presented), T0.plus(later), EffectiveRules.of(UNTIMED)));
  }

  // --------------------------------------------------------------------------------------------

  private static Session refreshed(Session session, int offset, Instant now) {
    return refreshed(session, offset, now, POLICY);
  }

  private static Session refreshed(Session session, int offset, Instant now, SessionPolicy policy) {
    var presented = new Generation(Math.max(1, session.rotation().generation().value() + offset));
    return switch (session.refresh(presented, now, EffectiveRules.of(policy))) {
      case RefreshOutcome.Rotated(var next) -> next;
      case RefreshOutcome.Replayed(var same) -> same;
      case RefreshOutcome.Refused(var ended) -> ended;
      case RefreshOutcome.Unknown _ -> session;
    };
  }

  private static Session exchanged(Session session, CodeVerifier verifier, Instant now) {
    return switch (session.exchange(verifier, T0.plusSeconds(60), now, EffectiveRules.of(POLICY))) {
      case ExchangeOutcome.Exchanged(var next) -> next;
      case ExchangeOutcome.Refused(var ended) -> ended;
      case ExchangeOutcome.WrongVerifier(var counted) -> counted;
      case ExchangeOutcome.TooManyTries _,
          ExchangeOutcome.CodeExpired _,
          ExchangeOutcome.AlreadyExchanged _,
          ExchangeOutcome.Unknown _ ->
          session;
    };
  }

  private static Session accessed(Session session, Generation generation, Instant now) {
    return session.touched(
        new Activity(session.id(), session.rotation().secret(), generation, now));
  }

  private static Session opened(boolean pkce, SessionPolicy policy) {
    return Session.opened(
        new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001")),
        new UserId("ada"),
        new Origin(new ClientId("shop"), Optional.empty(), Device.UNSAID),
        new Authentication(T0, List.of(), Optional.empty()),
        T0.plus(policy.lifetime()),
        secret(1),
        TokenTerms.STANDARD,
        pkce
            ? new Exchange.Awaited(new AuthorizationId("login"), CodeChallenge.of(VERIFIER), 0)
            : new Exchange.None(),
        Attributes.NONE,
        T0,
        policy);
  }

  private static Secret secret(int fill) {
    var bytes = new byte[Secret.LENGTH];
    Arrays.fill(bytes, (byte) fill);
    return new Secret(bytes);
  }
}
