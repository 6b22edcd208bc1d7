package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Assurance;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of docs/rules.md, sections 2 to 4. Times count from T0, when the session was opened.
 */
class SessionTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;
  private static final Secret SECRET = secret(1);
  private static final CodeVerifier VERIFIER = new CodeVerifier("right".repeat(10));
  private static final CodeVerifier WRONG_VERIFIER = new CodeVerifier("wrong".repeat(10));
  private static final Instant CODE_EXPIRY = T0.plusSeconds(60);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the current token rotates                             | 7 | PT0S         | unseen | rotated to 8
          the current token rotates whether it was seen or not  | 7 | PT10M        | seen   | rotated to 8
          one tick before the idle deadline it still rotates    | 7 | PT59M59.999S | seen   | rotated to 8
          the previous one is replayed in the overlap           | 6 | PT0S         | seen   | replayed 7
          so it is one tick before the end of the overlap       | 6 | PT29.999S    | seen   | replayed 7
          at its end it is reuse, if 7 has been seen            | 6 | PT30S        | seen   | refused: token_reuse
          one tick after its end as well                        | 6 | PT30.001S    | seen   | refused: token_reuse
          until 7 has been seen it is replayed at the end       | 6 | PT30S        | unseen | replayed 7
          until 7 has been seen it is replayed an hour later    | 6 | PT59M59.999S | unseen | replayed 7
          an older one is reuse at once                         | 5 | PT0S         | seen   | refused: token_reuse
          an older one is reuse whether 7 was seen or not       | 5 | PT0S         | unseen | refused: token_reuse
          every earlier one is recognised                       | 1 | PT59M        | unseen | refused: token_reuse
          one ahead of the store rotates from there             | 8 | PT0S         | unseen | rotated to 9
          far ahead of the store as well                        | 9 | PT59M        | seen   | rotated to 10
          at the deadline the current one is refused            | 7 | PT1H         | seen   | refused: idle_timeout
          at the deadline the previous one is refused           | 6 | PT1H         | unseen | refused: idle_timeout
          an older one of an ended session is not called reuse  | 5 | PT1H         | seen   | refused: idle_timeout
          one ahead of the store does not outlive the session   | 8 | PT1H         | seen   | refused: idle_timeout
          """)
  void refreshing(
      String rule, int presented, Duration sinceRotation, String seen, String expected) {
    var session =
        session(new Rotation(SECRET, generation(7), seenIf(seen), T0, TokenTerms.STANDARD));

    assertEquals(
        expected,
        told(
            session.refresh(
                generation(presented), T0.plus(sinceRotation), EffectiveRules.of(POLICY))));
  }

  private static Optional<Generation> seenIf(String seen) {
    return Optional.of(generation(seen.equals("seen") ? 7 : 6));
  }

  private static String told(RefreshOutcome outcome) {
    return switch (outcome) {
      case RefreshOutcome.Rotated(var session) ->
          "rotated to " + session.rotation().generation().value();
      case RefreshOutcome.Replayed(var session) ->
          "replayed " + session.rotation().generation().value();
      case RefreshOutcome.Refused(var session) ->
          "refused: " + session.end().orElseThrow().reason().word();
      case RefreshOutcome.Unknown _ -> "unknown";
    };
  }

  @Test
  void aRotationIsActivityAndStartsTheOverlapAndWasSeenByBeingPresented() {
    var now = T0.plus(Duration.ofMinutes(10));

    var rotated = rotated(session(Rotation.first(SECRET, TokenTerms.STANDARD, T0)), 1, now);

    assertEquals(
        new Rotation(SECRET, generation(2), Optional.of(generation(1)), now, TokenTerms.STANDARD),
        rotated.rotation());
    assertEquals(now, rotated.times().lastActivityAt());
  }

  @Test
  void aTokenAheadOfTheStoreIsTheOneThatWasSeen() {
    var rotated =
        rotated(session(Rotation.first(SECRET, TokenTerms.STANDARD, T0)), 5, T0.plusSeconds(1));

    assertEquals(Optional.of(generation(5)), rotated.rotation().seen());
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "5, 0", "5, 10"})
  void aTokenOfAnExchangeThatTheStoreHasLostRotatesAndTheCodeIsSpent(int presented, int tries) {
    var now = T0.plusSeconds(30);
    var rotated = rotated(session(exchange("awaited", tries)), presented, now);

    assertEquals(generation(presented).next(), rotated.rotation().generation());
    assertEquals(Optional.of(generation(presented)), rotated.rotation().seen());
    assertEquals(
        new ExchangeOutcome.AlreadyExchanged(),
        rotated.exchange(VERIFIER, CODE_EXPIRY, now, EffectiveRules.of(POLICY)));
  }

  @Test
  void aTokenOfALostExchangeDoesNotOutliveTheSession() {
    var session = session(exchange("awaited", 0));

    assertEquals(
        "refused: idle_timeout",
        told(
            session.refresh(
                Generation.FIRST, T0.plus(Duration.ofHours(1)), EffectiveRules.of(POLICY))));
  }

  @Test
  void aReplayChangesNothing() {
    var session =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(7)), T0, TokenTerms.STANDARD));

    assertEquals(
        new RefreshOutcome.Replayed(session),
        session.refresh(generation(6), T0, EffectiveRules.of(POLICY)));
  }

  @Test
  void aRefusalForReuseEndsTheSessionNow() {
    var session =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(6)), T0, TokenTerms.STANDARD));
    var now = T0.plusSeconds(90);

    assertEquals(
        new RefreshOutcome.Refused(session.endedBy(new End(EndReason.TOKEN_REUSE, now))),
        session.refresh(generation(5), now, EffectiveRules.of(POLICY)));
  }

  @Test
  void aRefusalAfterATimeoutRecordsTheInstantOfTheTimeoutNotOfTheRefusal() {
    var session = session(Rotation.first(SECRET, TokenTerms.STANDARD, T0));
    var idleSince = T0.plus(Duration.ofHours(1));

    assertEquals(
        new RefreshOutcome.Refused(session.endedBy(new End(EndReason.IDLE_TIMEOUT, idleSince))),
        session.refresh(generation(1), T0.plus(Duration.ofHours(5)), EffectiveRules.of(POLICY)));
  }

  @Test
  void withoutAnOverlapOnlyTheSightingDecides() {
    var policy = policy("off", "off", Duration.ofDays(7), Duration.ZERO);
    var session =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(6)), T0, TokenTerms.STANDARD));
    var seen =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(7)), T0, TokenTerms.STANDARD));

    assertEquals("replayed 7", told(session.refresh(generation(6), T0, EffectiveRules.of(policy))));
    assertEquals(
        "refused: token_reuse", told(seen.refresh(generation(6), T0, EffectiveRules.of(policy))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it lives until the idle deadline, the earliest        | PT1H | PT24H | PT168H | PT0S         | active until PT1H
          one tick before the idle deadline it lives            | PT1H | PT24H | PT168H | PT59M59.999S | active until PT1H
          at the idle deadline it has ended                     | PT1H | PT24H | PT168H | PT1H         | idle_timeout at PT1H
          long after the idle deadline it ended back then       | PT1H | PT24H | PT168H | PT200H       | idle_timeout at PT1H
          one tick before the absolute deadline it lives        | PT2H | PT1H  | PT168H | PT59M59.999S | active until PT1H
          at the absolute deadline it has ended                 | PT2H | PT1H  | PT168H | PT1H         | absolute_timeout at PT1H
          one tick before its expiry it lives                   | PT2H | PT2H  | PT1H   | PT59M59.999S | active until PT1H
          at its expiry it has ended                            | PT2H | PT2H  | PT1H   | PT1H         | expired at PT1H
          without an idle timeout the absolute one counts       | off  | PT24H | PT168H | PT24H        | absolute_timeout at PT24H
          without an absolute timeout the idle one counts       | PT1H | off   | PT168H | PT1H         | idle_timeout at PT1H
          without timeouts the expiry counts                    | off  | off   | PT168H | PT167H       | active until PT168H
          without timeouts it has ended at its expiry           | off  | off   | PT168H | PT168H       | expired at PT168H
          an expiry at the absolute deadline is the timeout     | off  | PT1H  | PT1H   | PT1H         | absolute_timeout at PT1H
          idle and absolute at once is idle                     | PT1H | PT1H  | PT168H | PT1H         | idle_timeout at PT1H
          idle and expired at once is idle                      | PT1H | off   | PT1H   | PT1H         | idle_timeout at PT1H
          all at once is idle                                   | PT1H | PT1H  | PT1H   | PT1H         | idle_timeout at PT1H
          what came first is told, not what came later          | PT3H | PT2H  | PT1H   | PT200H       | expired at PT1H
          """)
  void theVerdict(
      String rule,
      String idle,
      String absolute,
      Duration expiresAfter,
      Duration at,
      String expected) {
    var policy = policy(idle, absolute, Duration.ofDays(7), Duration.ofSeconds(30));
    var session = session(new Times(T0, T0, T0.plus(expiresAfter), T0.plus(expiresAfter)));

    assertEquals(expected, told(session.verdict(T0.plus(at), EffectiveRules.of(policy))));
    assertEquals(
        expected.startsWith("active"), session.isActive(T0.plus(at), EffectiveRules.of(policy)));
  }

  private static String told(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Active(var deadline) -> "active until " + Duration.between(T0, deadline);
      case Verdict.Ended(var end) -> end.reason().word() + " at " + Duration.between(T0, end.at());
    };
  }

  @Test
  void idleCountsFromTheLastActivityAndAbsoluteFromTheAuthentication() {
    var session =
        session(Rotation.first(SECRET, TokenTerms.STANDARD, T0))
            .touched(activity(1, T0.plus(Duration.ofMinutes(40))));

    assertEquals("active until PT1H40M", told(session.verdict(T0, EffectiveRules.of(POLICY))));
    assertEquals(
        "active until PT30M",
        told(
            session.verdict(
                T0,
                EffectiveRules.of(
                    policy("off", "PT30M", Duration.ofDays(7), Duration.ofSeconds(30))))));
  }

  @ParameterizedTest
  @EnumSource
  void aRecordedEndStandsWhateverThePolicyHasBecome(EndReason reason) {
    var end = new End(reason, T0.plusSeconds(7));
    var ended = session(Rotation.first(SECRET, TokenTerms.STANDARD, T0)).endedBy(end);

    assertEquals(
        new Verdict.Ended(end),
        ended.verdict(
            T0, EffectiveRules.of(policy("off", "off", Duration.ofDays(7), Duration.ZERO))));
    assertEquals(
        new Verdict.Ended(end),
        ended.verdict(T0.plus(Duration.ofDays(99)), EffectiveRules.of(POLICY)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it is extended by the lifetime from now            | off   | PT168H | PT168H | PT10M | PT168H10M
          an expiry that was asked for is not cut short      | off   | PT2H   | PT168H | PT10M | PT168H
          a shorter lifetime never moves it back             | off   | PT1H   | PT168H | PT10M | PT168H
          never past the absolute deadline                   | PT24H | PT168H | PT12H  | PT10M | PT24H
          at the absolute deadline it stays                  | PT24H | PT168H | PT24H  | PT10M | PT24H
          a new absolute timeout cuts what was longer        | PT24H | PT168H | PT168H | PT10M | PT24H
          below the absolute deadline the lifetime counts    | PT24H | PT2H   | PT1H   | PT10M | PT2H10M
          """)
  void theExpiryAtARotation(
      String rule,
      String absolute,
      Duration lifetime,
      Duration expiresAfter,
      Duration rotatesAfter,
      Duration expected) {
    var policy = policy("off", absolute, lifetime, Duration.ofSeconds(30));
    var session = session(new Times(T0, T0, T0.plus(expiresAfter), T0.plus(expiresAfter)));
    var now = T0.plus(rotatesAfter);

    var outcome = session.refresh(Generation.FIRST, now, EffectiveRules.of(policy));

    var rotated = assertInstanceOf(RefreshOutcome.Rotated.class, outcome).session();
    assertEquals(T0.plus(expected), rotated.times().expiresAt());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a later activity counts                     | 6 | PT1S  | 6 | PT1S
          an earlier activity does not move it back   | 6 | PT-1S | 6 | PT0S
          the newest generation is seen               | 7 | PT1S  | 7 | PT1S
          a sighting counts even if it comes late     | 7 | PT-1S | 7 | PT0S
          an older generation does not move it back   | 5 | PT1S  | 6 | PT1S
          one ahead of the store proves nothing       | 8 | PT1S  | 6 | PT1S
          """)
  void aTokenComingBack(
      String rule, int came, Duration at, int expectedSeen, Duration expectedActivity) {
    var before =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(6)), T0, TokenTerms.STANDARD));

    var touched = before.touched(activity(came, T0.plus(at)));

    assertEquals(Optional.of(generation(expectedSeen)), touched.rotation().seen());
    assertEquals(T0.plus(expectedActivity), touched.times().lastActivityAt());
    assertEquals(generation(7), touched.rotation().generation());
  }

  @Test
  void aTokenOfAnEarlierSecretIsActivityButNoSighting() {
    var session = session(Rotation.first(SECRET, TokenTerms.STANDARD, T0));
    var activity =
        new Activity(session.id(), secret(2), Generation.FIRST, T0.plus(Duration.ofMinutes(1)));

    var touched = session.touched(activity);

    assertEquals(Optional.empty(), touched.rotation().seen());
    assertEquals(activity.at(), touched.times().lastActivityAt());
  }

  @Test
  void nothingHappensToASessionThatHasEnded() {
    var ended =
        session(Rotation.first(SECRET, TokenTerms.STANDARD, T0))
            .endedBy(new End(EndReason.LOGOUT, T0));

    assertSame(ended, ended.touched(activity(1, T0.plusSeconds(9))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the first sighting of the newest is news at once    | 7 | PT0S      | true
          one tick before the touch interval it is not        | 6 | PT59.999S | false
          at the touch interval it is                         | 6 | PT1M      | true
          what was seen before is no news                     | 5 | PT0S      | false
          """)
  void news(String rule, int came, Duration at, boolean expected) {
    var session =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(6)), T0, TokenTerms.STANDARD));

    assertEquals(expected, session.isNews(activity(came, T0.plus(at)), POLICY));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one that lives is due at its deadline            | PT1H | PT0S  | due at PT1H
          activity has moved the deadline meanwhile        | PT2H | PT90M | due at PT2H
          it is looked at within a day in any case         | off  | PT0S  | due at PT24H
          within a day of the look, not of the opening     | off  | PT5H  | due at PT29H
          one that is over is recorded as ended            | PT1H | PT1H  | idle_timeout at PT1H
          """)
  void theLookOfTheSweeper(String rule, String idle, Duration at, String expected) {
    var policy = policy(idle, "off", Duration.ofDays(7), Duration.ofSeconds(30));
    var session = session(Rotation.first(SECRET, TokenTerms.STANDARD, T0));

    var swept = session.swept(T0.plus(at), EffectiveRules.of(policy));

    assertEquals(
        expected,
        swept
            .end()
            .map(end -> end.reason().word() + " at " + Duration.between(T0, end.at()))
            .orElseGet(() -> "due at " + Duration.between(T0, swept.times().sweepAt())));
  }

  @Test
  void oneThatIsOpenedIsDueAtItsFirstDeadline() {
    var opened = opened(T0.plus(Duration.ofDays(7)), POLICY);

    assertEquals(T0.plus(Duration.ofHours(1)), opened.times().sweepAt());
    assertEquals(POLICY.name(), opened.policy());
    assertEquals(Rotation.first(SECRET, TokenTerms.STANDARD, T0), opened.rotation());
    assertEquals(Optional.empty(), opened.end());
  }

  @Test
  void anOpeningIsCutToTheAbsoluteDeadline() {
    assertEquals(
        T0.plus(Duration.ofHours(24)),
        opened(T0.plus(Duration.ofDays(7)), POLICY).times().expiresAt());
    assertEquals(
        T0.plus(Duration.ofHours(2)),
        opened(T0.plus(Duration.ofHours(2)), POLICY).times().expiresAt());
  }

  @Test
  void aReauthenticationStartsBothTimeoutsAnewAndVoidsAllEarlierTokens() {
    var session =
        session(
            new Rotation(
                SECRET, generation(7), Optional.of(generation(7)), T0, TokenTerms.STANDARD));
    var now = T0.plus(Duration.ofMinutes(50));
    var anew = new Authentication(now, List.of("pwd", "otp"), Optional.of("aal2"));

    var reauthenticated = session.reauthenticated(anew, secret(2), now, POLICY);

    assertEquals(
        new Rotation(secret(2), Generation.FIRST, Optional.empty(), now, TokenTerms.STANDARD),
        reauthenticated.rotation());
    assertEquals(anew, reauthenticated.authentication());
    assertEquals(now, reauthenticated.times().lastActivityAt());
    assertEquals(now.plus(Duration.ofHours(24)), reauthenticated.times().expiresAt());
    assertEquals(T0, reauthenticated.times().createdAt());
    assertEquals(
        "active until PT1H50M", told(reauthenticated.verdict(now, EffectiveRules.of(POLICY))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one that lives ends now, for the reason given          | PT10M        | logout at PT10M
          one tick before its deadline it ends for that reason   | PT59M59.999S | logout at PT59M59.999S
          one that is over ended for what it was over for        | PT1H         | idle_timeout at PT1H
          """)
  void ending(String rule, Duration at, String expected) {
    var ended =
        session(Rotation.first(SECRET, TokenTerms.STANDARD, T0))
            .end(EndReason.LOGOUT, T0.plus(at), EffectiveRules.of(POLICY));

    assertEquals(expected, told(ended.verdict(T0, EffectiveRules.of(POLICY))));
  }

  @Test
  void aSessionEndsOnce() {
    var ended =
        session(Rotation.first(SECRET, TokenTerms.STANDARD, T0))
            .end(EndReason.LOGOUT, T0.plusSeconds(1), EffectiveRules.of(POLICY));

    assertSame(ended, ended.end(EndReason.REVOKED, T0.plusSeconds(2), EffectiveRules.of(POLICY)));
    assertSame(ended, ended.endedBy(new End(EndReason.EVICTED, T0)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the right verifier is given the tokens                       | awaited  | 0  | right | PT0S      | exchanged
          one tick before the code expires                             | awaited  | 0  | right | PT59.999S | exchanged
          when the code expires it is too late                         | awaited  | 0  | right | PT1M      | code expired
          a wrong verifier is counted                                  | awaited  | 0  | wrong | PT0S      | wrong verifier, 1 tries
          the right one comes in time after nine wrong ones            | awaited  | 9  | right | PT0S      | exchanged
          the tenth wrong one is counted                               | awaited  | 9  | wrong | PT0S      | wrong verifier, 10 tries
          after ten wrong ones even the right one is too late          | awaited  | 10 | right | PT0S      | too many tries
          after ten wrong ones nothing is counted                      | awaited  | 10 | wrong | PT0S      | too many tries
          a wrong one with an expired code is not counted              | awaited  | 0  | wrong | PT1M      | code expired
          at its deadline a session is over                            | awaited  | 0  | right | PT1H      | refused: idle_timeout
          the double tap in the overlap is given nothing, ends nothing | done     | 0  | right | PT0S      | already exchanged
          so it is one tick before the end of the overlap              | done     | 0  | right | PT29.999S | already exchanged
          at its end a second exchange proves a copy                   | done     | 0  | right | PT30S     | refused: code_reuse
          that the code has expired by then does not matter            | done     | 0  | right | PT10M     | refused: code_reuse
          a wrong verifier after the exchange ends nothing             | done     | 0  | wrong | PT0S      | wrong verifier
          also not after the overlap                                   | done     | 0  | wrong | PT10M     | wrong verifier
          a second exchange after the deadline is no reuse             | done     | 0  | right | PT1H      | refused: idle_timeout
          a session without PKCE has nothing to exchange               | none     | 0  | right | PT0S      | unknown
          """)
  void exchanging(
      String rule, String state, int tries, String verifier, Duration at, String expected) {
    var session = session(exchange(state, tries));

    var outcome =
        session.exchange(
            verifier.equals("right") ? VERIFIER : WRONG_VERIFIER,
            CODE_EXPIRY,
            T0.plus(at),
            EffectiveRules.of(POLICY));

    assertEquals(expected, told(outcome));
  }

  private static Exchange exchange(String state, int tries) {
    var id = new AuthorizationId("login");
    var challenge = CodeChallenge.of(VERIFIER);
    return switch (state) {
      case "awaited" -> new Exchange.Awaited(id, challenge, tries);
      case "done" -> new Exchange.Done(id, challenge, T0);
      default -> new Exchange.None();
    };
  }

  private static String told(ExchangeOutcome outcome) {
    return switch (outcome) {
      case ExchangeOutcome.Exchanged _ -> "exchanged";
      case ExchangeOutcome.Refused(var session) ->
          "refused: " + session.end().orElseThrow().reason().word();
      case ExchangeOutcome.WrongVerifier(var session) ->
          session.exchange() instanceof Exchange.Awaited awaited
              ? "wrong verifier, " + awaited.tries() + " tries"
              : "wrong verifier";
      case ExchangeOutcome.TooManyTries _ -> "too many tries";
      case ExchangeOutcome.CodeExpired _ -> "code expired";
      case ExchangeOutcome.AlreadyExchanged _ -> "already exchanged";
      case ExchangeOutcome.Unknown _ -> "unknown";
    };
  }

  @Test
  void anExchangeIsActivityAndHandsOutTheFirstGenerationThen() {
    var now = T0.plusSeconds(40);

    var outcome =
        session(exchange("awaited", 3))
            .exchange(VERIFIER, CODE_EXPIRY, now, EffectiveRules.of(POLICY));

    var exchanged = assertInstanceOf(ExchangeOutcome.Exchanged.class, outcome).session();
    assertEquals(
        new Exchange.Done(new AuthorizationId("login"), CodeChallenge.of(VERIFIER), now),
        exchanged.exchange());
    assertEquals(Rotation.first(SECRET, TokenTerms.STANDARD, now), exchanged.rotation());
    assertEquals(now, exchanged.times().lastActivityAt());
  }

  @Test
  void aWrongVerifierAfterTheExchangeChangesNothing() {
    var session = session(exchange("done", 0));

    assertEquals(
        new ExchangeOutcome.WrongVerifier(session),
        session.exchange(
            WRONG_VERIFIER,
            CODE_EXPIRY,
            T0.plus(Duration.ofMinutes(5)),
            EffectiveRules.of(POLICY)));
  }

  @Test
  void aSightingReplacesWhatItSawAndLeavesTheRest() {
    var phone =
        new Device(
            Optional.of(DeviceType.MOBILE),
            Optional.of("iOS"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var address = new IpAddress("192.0.2.1");
    var session = session(Rotation.first(SECRET, TokenTerms.STANDARD, T0));

    var moved = session.seenAs(new ClientContext(Optional.of(address), Optional.empty()));
    var both = moved.seenAs(new ClientContext(Optional.empty(), Optional.of(phone)));

    assertEquals(session, session.seenAs(ClientContext.NOTHING));
    assertEquals(
        new Origin(new ClientId("shop"), Optional.of(address), Device.UNSAID), moved.origin());
    assertEquals(new Origin(new ClientId("shop"), Optional.of(address), phone), both.origin());
  }

  private static Session session(Rotation rotation) {
    return session(weekLong(), rotation, new Exchange.None());
  }

  private static Session session(Times times) {
    return session(times, Rotation.first(SECRET, TokenTerms.STANDARD, T0), new Exchange.None());
  }

  private static Session session(Exchange exchange) {
    return session(weekLong(), Rotation.first(SECRET, TokenTerms.STANDARD, T0), exchange);
  }

  private static Times weekLong() {
    return new Times(T0, T0, T0.plus(Duration.ofDays(7)), T0.plus(Duration.ofDays(7)));
  }

  private static Session session(Times times, Rotation rotation, Exchange exchange) {
    return new Session(
        new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001")),
        new UserId("ada"),
        PolicyName.DEFAULT,
        new Origin(new ClientId("shop"), Optional.empty(), Device.UNSAID),
        new Authentication(T0, List.of(), Optional.empty()),
        times,
        rotation,
        exchange,
        Attributes.NONE,
        Optional.empty());
  }

  private static Session opened(Instant expiresAt, SessionPolicy policy) {
    var like = session(weekLong());
    return Session.opened(
        like.id(),
        like.userId(),
        like.origin(),
        like.authentication(),
        expiresAt,
        SECRET,
        TokenTerms.STANDARD,
        like.exchange(),
        like.attributes(),
        T0,
        policy);
  }

  private static Session rotated(Session session, int presented, Instant now) {
    var outcome = session.refresh(generation(presented), now, EffectiveRules.of(POLICY));
    return assertInstanceOf(RefreshOutcome.Rotated.class, outcome).session();
  }

  private static Activity activity(int seen, Instant at) {
    return new Activity(session(weekLong()).id(), SECRET, generation(seen), at);
  }

  private static Generation generation(int value) {
    return new Generation(value);
  }

  private static Secret secret(int fill) {
    var bytes = new byte[Secret.LENGTH];
    Arrays.fill(bytes, (byte) fill);
    return new Secret(bytes);
  }

  private static SessionPolicy policy(
      String idle, String absolute, Duration lifetime, Duration overlap) {
    return new SessionPolicy(
        PolicyName.DEFAULT,
        timeout(idle),
        timeout(absolute),
        lifetime,
        new TokenRules(
            Optional.of(Duration.ofMinutes(15)),
            AccessTokenFormat.OPAQUE,
            overlap,
            Dpop.OFF,
            Optional.empty(),
            Optional.empty()),
        Duration.ofMinutes(1),
        Optional.empty(),
        Assurance.NONE);
  }

  private static Optional<Duration> timeout(String text) {
    return text.equals("off") ? Optional.empty() : Optional.of(Duration.parse(text));
  }
}
