package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SamplePolicies.defaultAnd;
import static dev.sojourn.application.sample.SamplePolicies.policy;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.FakeDeviceRecognition;
import dev.sojourn.application.fake.FakeEntropy;
import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.session.OpenOutcome.Fault;
import dev.sojourn.application.token.Caller;
import dev.sojourn.application.token.TokenAnswer;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserAgent;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenSessionTest {
  private static final Origin ORIGIN =
      new Origin(new ClientId("shop"), Optional.of(new IpAddress("192.0.2.1")), Device.UNSAID);
  private static final CodeVerifier VERIFIER = new CodeVerifier("right".repeat(10));

  private final UserId user = freshUser();
  private final FakePlatform platform =
      new FakePlatform(
          defaultAnd(
              policy("single").limit(1, OnLimit.EVICT_OLDEST).build(),
              policy("pair").limit(2, OnLimit.EVICT_OLDEST).build(),
              policy("strict").limit(2, OnLimit.REJECT).build()));

  @Test
  void aSessionIsOpenedWithWhatWasSaidOfIt() {
    var attributes = new Attributes(new Json.Object(Map.of("plan", new Json.Text("gold"))));
    var request =
        new OpenRequest(
            user,
            PolicyName.DEFAULT,
            Opener.at(ORIGIN),
            Optional.of(T0.plus(Duration.ofHours(3))),
            Optional.empty(),
            Optional.of(T0.minusSeconds(5)),
            List.of("pwd", "otp"),
            Optional.of("aal2"),
            attributes,
            TokenTerms.STANDARD);

    var opened = withTokens(answer(platform.openSession.open(request, FakePlatform.BY)));

    var session = opened.session();
    assertEquals(platform.stored(session), session);
    assertEquals(user, session.userId());
    assertEquals(ORIGIN, session.origin());
    assertEquals(
        new Authentication(T0.minusSeconds(5), List.of("pwd", "otp"), Optional.of("aal2")),
        session.authentication());
    assertEquals(T0, session.times().createdAt());
    assertEquals(T0.plus(Duration.ofHours(3)), session.times().expiresAt());
    assertEquals(attributes, session.attributes());
    assertEquals(new Exchange.None(), session.exchange());
    assertEquals(List.of("opened default"), platform.events.told());
  }

  @Test
  void itsTokensWork() {
    var opened = withTokens(open("default"));

    assertInstanceOf(
        TokenAnswer.Issued.class,
        answer(
            platform.refreshTokens.refresh(
                opened.tokens().refreshToken(), Caller.seen(ClientContext.NOTHING))));
  }

  @Test
  void whatWasNotSaidIsNowAndThePolicysLifetime() {
    var session = withTokens(open("default")).session();

    assertEquals(T0, session.authentication().at());
    // Seven days, but not past the absolute timeout.
    assertEquals(T0.plus(Duration.ofHours(24)), session.times().expiresAt());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          a policy that is not configured           | gone    | -           | -        | policy is not configured
          an expiry that is now                     | default | PT0S        | -        | expires_at must be in the future
          an expiry within the same millisecond     | default | PT0.000999S | -        | expires_at must be in the future
          a millisecond of a session                | default | PT0.001S    | -        | opened
          an authentication to come                 | default | -           | PT0.001S | authenticated_at must not be in the future
          an authentication now                     | default | -           | PT0S     | opened
          one tick within the absolute timeout      | default | -           | PT-23H-59M-59.999S | opened
          as long ago as the absolute timeout       | default | -           | PT-24H   | authenticated_at is longer ago than the absolute timeout
          all at once                               | gone    | PT-1S       | PT1S     | policy is not configured, expires_at must be in the future, authenticated_at must not be in the future
          """)
  void whatCannotBeIsRefusedAllAtOnce(
      String rule,
      String policy,
      @Nullable Duration expiresIn,
      @Nullable Duration authenticatedIn,
      String expected) {
    assertEquals(expected, told(open(policy, T0, expiresIn, authenticatedIn)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          a later part of the same millisecond is no future            | PT0.000000100S | -               | expires_at must be in the future
          the next millisecond is, however near                        | PT0.000001S    | -               | opened
          the last part of the absolute timeout's millisecond is over  | -              | PT-23H-59M-59.9999996S | authenticated_at is longer ago than the absolute timeout
          """)
  void aClockFinerThanMillisecondsOpensNoSessionThatIsNone(
      String rule,
      @Nullable Duration expiresIn,
      @Nullable Duration authenticatedIn,
      String expected) {
    assertEquals(
        expected, told(open("default", T0.plusNanos(999_500), expiresIn, authenticatedIn)));
  }

  private OpenOutcome open(
      String policy,
      Instant now,
      @Nullable Duration expiresIn,
      @Nullable Duration authenticatedIn) {
    platform.clock.setTo(now);
    return answer(
        platform.openSession.open(
            new OpenRequest(
                user,
                new PolicyName(policy),
                Opener.at(ORIGIN),
                Optional.ofNullable(expiresIn).map(now::plus),
                Optional.empty(),
                Optional.ofNullable(authenticatedIn).map(now::plus),
                List.of(),
                Optional.empty(),
                Attributes.NONE,
                TokenTerms.STANDARD),
            FakePlatform.BY));
  }

  private static String told(OpenOutcome outcome) {
    return switch (outcome) {
      case OpenOutcome.Done _ -> "opened";
      case OpenOutcome.Unacceptable(var faults) ->
          String.join(", ", faults.stream().map(OpenSessionTest::told).toList());
      case OpenOutcome.AuthorizationUnknown _ -> "authorization unknown";
      case OpenOutcome.AlreadyOpen _ -> "already open";
      case OpenOutcome.KeyOfAnotherRequest _ -> "key of another request";
      case OpenOutcome.EndedMeanwhile(var reason) -> "ended: " + reason;
      case OpenOutcome.CutOff _ -> "cut off";
      case OpenOutcome.LimitReached(var limit) -> "limit of " + limit + " reached";
    };
  }

  private static String told(Fault fault) {
    return fault.field() + " " + fault.message();
  }

  @Test
  void whatIsRefusedOpensNothingAndTakesNoAuthorization() {
    var authorization =
        answer(
            platform.beginAuthorization.begin(
                CodeChallenge.of(VERIFIER), ClientType.MOBILE, Optional.empty()));

    assertInstanceOf(
        OpenOutcome.Unacceptable.class,
        answer(
            platform.openSession.open(
                request("gone", Optional.of(authorization.id())), FakePlatform.BY)));

    assertEquals(List.of(), platform.events.told());
    assertTrue(answer(platform.authorizations.take(authorization.id())).isPresent());
  }

  @Test
  void aLoginWithPkceIsGivenACodeInsteadOfTokens() {
    var authorization =
        answer(
            platform.beginAuthorization.begin(
                CodeChallenge.of(VERIFIER), ClientType.MOBILE, Optional.empty()));

    var outcome =
        answer(
            platform.openSession.open(
                request("default", Optional.of(authorization.id())), FakePlatform.BY));

    var opened =
        assertInstanceOf(
            Opened.WithExchange.class, assertInstanceOf(OpenOutcome.Done.class, outcome).opened());
    assertEquals(Duration.ofSeconds(60), opened.expiresIn());
    assertEquals(
        new Exchange.Awaited(authorization.id(), CodeChallenge.of(VERIFIER), 0),
        opened.session().exchange());
    assertInstanceOf(
        TokenAnswer.Issued.class,
        answer(
            platform.exchangeCodeForTokens.exchange(
                opened.code(), VERIFIER, Caller.seen(ClientContext.NOTHING))));
    assertEquals("WithExchange[hidden]", opened.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one tick before ten minutes it opens a session  | PT9M59.999S | opened
          at ten minutes the login took too long          | PT10M       | authorization unknown
          """)
  void anAuthorizationIsWorthSomethingForTenMinutes(String rule, Duration later, String expected) {
    var authorization =
        answer(
            platform.beginAuthorization.begin(
                CodeChallenge.of(VERIFIER), ClientType.MOBILE, Optional.empty()));
    platform.clock.pass(later);

    assertEquals(
        expected,
        told(
            answer(
                platform.openSession.open(
                    request("default", Optional.of(authorization.id())), FakePlatform.BY))));
  }

  @Test
  void anAuthorizationOpensOneSession() {
    var authorization =
        answer(
            platform.beginAuthorization.begin(
                CodeChallenge.of(VERIFIER), ClientType.MOBILE, Optional.empty()));
    var request = request("default", Optional.of(authorization.id()));

    var outcomes =
        atOnce(20, _ -> platform.openSession.open(request, FakePlatform.BY)).stream()
            .map(OpenSessionTest::told)
            .toList();

    assertEquals(1, outcomes.stream().filter("opened"::equals).count());
    assertEquals(19, outcomes.stream().filter("authorization unknown"::equals).count());
  }

  @Test
  void anAuthorizationThatNeverBeganOpensNone() {
    assertEquals(
        "authorization unknown",
        told(
            answer(
                platform.openSession.open(
                    request("default", Optional.of(new AuthorizationId("never began"))),
                    FakePlatform.BY))));
  }

  @Test
  void theOldestMakesRoomWhereAPolicySaysSo() {
    var oldest = opened("pair");
    var middle = opened("pair");
    platform.events.told();

    var newest = opened("pair");

    assertEquals(EndReason.EVICTED, platform.stored(oldest).end().orElseThrow().reason());
    assertEquals(Optional.empty(), platform.stored(middle).end());
    assertEquals(Optional.empty(), platform.stored(newest).end());
    assertEquals(List.of("ended evicted", "opened pair"), platform.events.told());
  }

  @Test
  void asManyMakeRoomAsItTakes() {
    for (var i = 0; i < 3; i++) {
      platform.has(session().of(user).policy("single").openedAt(T0.minusSeconds(i)));
    }

    opened("single");

    assertEquals(
        List.of("ended evicted", "ended evicted", "ended evicted", "opened single"),
        platform.events.told());
  }

  @Test
  void oneMoreIsRefusedWhereAPolicySaysSo() {
    opened("strict");
    opened("strict");
    platform.events.told();

    assertEquals("limit of 2 reached", told(open("strict")));

    assertEquals(List.of(), platform.events.told());
    assertEquals(2, answer(platform.sessions.ofUser(user, 100)).size());
  }

  @Test
  void aLimitCountsActiveSessionsOfTheUserAndPolicyOnly() {
    platform.has(session().policy("strict"));
    platform.has(session().of(user));
    platform.has(session().of(user).policy("strict").ended(EndReason.LOGOUT, T0));
    // Over for an hour, though nobody has recorded it yet.
    platform.has(session().of(user).policy("strict").openedAt(T0.minus(Duration.ofHours(2))));
    opened("strict");

    assertEquals("opened", told(open("strict")));
    assertEquals("limit of 2 reached", told(open("strict")));
  }

  @Test
  void aLimitHoldsWhenManyOpenAtOnce() {
    var outcomes =
        atOnce(
                30,
                _ ->
                    platform.openSession.open(request("strict", Optional.empty()), FakePlatform.BY))
            .stream()
            .map(OpenSessionTest::told)
            .toList();

    assertEquals(2, outcomes.stream().filter("opened"::equals).count());
  }

  @Test
  void everySessionHasAnIdAndASecretOfItsOwn() {
    var sessions = Stream.generate(() -> opened("default")).limit(3).toList();

    assertEquals(3, sessions.stream().map(Session::id).distinct().count());
    assertEquals(3, sessions.stream().map(each -> each.rotation().secret()).distinct().count());
  }

  @Test
  void anIdThatIsTakenIsLeftToItsSession() {
    var taken = new FakeEntropy().sessionId(T0); // what the platform will draw first
    var first = opened("default");
    assertEquals(taken, first.id());
    var another = new FakePlatform(defaultAnd(), platform.sessions);

    var second =
        withTokens(
            answer(
                another.openSession.open(request("default", Optional.empty()), FakePlatform.BY)));

    assertNotEquals(taken, second.session().id());
    assertEquals(first, platform.stored(first));
    assertEquals(second.session(), platform.stored(second.session()));
    assertEquals(List.of("opened default"), another.events.told());
  }

  private Session opened(String policy) {
    var session = withTokens(open(policy)).session();
    platform.clock.pass(Duration.ofMillis(1));
    return session;
  }

  private OpenOutcome open(String policy) {
    return answer(platform.openSession.open(request(policy, Optional.empty()), FakePlatform.BY));
  }

  private OpenRequest request(String policy, Optional<AuthorizationId> authorization) {
    return request(policy, authorization, TokenTerms.STANDARD);
  }

  @Test
  void theDeviceOfAUserAgentIsRecognizedIfTheRequestHasNoFaults() {
    var opener = new Opener(ORIGIN, Optional.of(UserAgent.of("Firefox")));
    var faulty = request("unheardof", Optional.empty(), TokenTerms.STANDARD).from(opener);
    assertInstanceOf(
        OpenOutcome.Unacceptable.class, answer(platform.openSession.open(faulty, FakePlatform.BY)));
    assertEquals(List.of(), platform.devices.parsed);

    var request = request("default", Optional.empty(), TokenTerms.STANDARD).from(opener);
    var opened = withTokens(answer(platform.openSession.open(request, FakePlatform.BY)));

    assertEquals(FakeDeviceRecognition.device("Firefox"), opened.session().origin().device());
    assertEquals(List.of(UserAgent.of("Firefox")), platform.devices.parsed);
  }

  private OpenRequest request(
      String policy, Optional<AuthorizationId> authorization, TokenTerms terms) {
    return new OpenRequest(
        user,
        new PolicyName(policy),
        Opener.at(ORIGIN),
        Optional.empty(),
        authorization,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Attributes.NONE,
        terms);
  }

  private static Opened.WithTokens withTokens(OpenOutcome outcome) {
    return assertInstanceOf(
        Opened.WithTokens.class, assertInstanceOf(OpenOutcome.Done.class, outcome).opened());
  }
}
