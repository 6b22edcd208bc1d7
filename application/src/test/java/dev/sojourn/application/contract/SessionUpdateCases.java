package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.contract.Answers.inOneGo;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Named.named;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.sample.SamplePolicies;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.ExchangeOutcome;
import dev.sojourn.domain.session.Possession;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening a session and deciding on one. */
abstract class SessionUpdateCases extends SessionStoreCases {
  SessionUpdateCases(SessionStoreContract contract) {
    super(contract);
  }

  // --------------------------------------------------------------------------------------- open

  @Test
  void onWhatTermsTokensAreMadeIsKeptAndMayChangeWithARotation() {
    var key = new KeyThumbprint("K".repeat(42) + "A");
    var terms = new TokenTerms(Optional.of(AccessTokenFormat.JWT), Optional.empty());
    var session = opened(session().terms(terms));
    assertEquals(Optional.of(session), answer(store().find(session.id())));
    var bound =
        assertInstanceOf(
            Possession.Proven.class,
            session.provenBy(
                Optional.of(key), SamplePolicies.policy("bound").dpop(Dpop.ALLOWED).build()));
    var rotated =
        assertInstanceOf(
            RefreshOutcome.Rotated.class,
            bound
                .session()
                .refresh(
                    session.rotation().generation(), T0.plusSeconds(1), EffectiveRules.of(POLICY)));
    answer(store().update(session.id(), _ -> Decision.store(rotated.session(), true)));
    assertEquals(Optional.of(rotated.session()), answer(secondNode().find(session.id())));
    assertEquals(Optional.of(key), rotated.session().rotation().terms().boundTo());
    var ended = rotated.session().endedBy(new End(EndReason.LOGOUT, T0.plusSeconds(2)));
    answer(store().update(session.id(), _ -> Decision.store(ended, true)));
    assertEquals(Optional.of(ended), answer(secondNode().find(session.id())));
  }

  @Test
  void anOpenedSessionIsThereOnAllNodes() {
    var session = session().build();

    assertEquals(true, answer(store().open(session, Cause.sweeper(T0))));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
    assertEquals(Optional.of(session), answer(secondNode().find(session.id())));
  }

  @Test
  void aSessionIsNotOpenedOverAnotherOfItsId() {
    var first = session().build();
    var second = rotated(first, SOON);
    answer(store().open(first, Cause.sweeper(T0)));

    assertEquals(false, answer(store().open(second, Cause.sweeper(T0))));
    assertEquals(false, answer(secondNode().open(second, Cause.sweeper(T0))));

    assertEquals(Optional.of(first), answer(store().find(first.id())));
  }

  @Test
  void ofManyThatOpenOneIdAtOnceOneSucceeds() {
    var session = session().build();

    var opened = atOnce(20, i -> node(i).open(session, Cause.sweeper(T0)));

    assertEquals(1, opened.stream().filter(isOpen -> isOpen).count());
  }

  // ------------------------------------------------------------------------------------- update

  @Test
  void theDecisionOnAnAbsentSessionSeesNothing() {
    assertEquals(Optional.empty(), answer(store().update(freshId(T0), SessionStoreCases::see)));
  }

  @Test
  void anAbsentSessionThatIsLeftUnchangedStaysAbsent() {
    var id = freshId(T0);
    answer(store().update(id, SessionStoreCases::see));

    assertEquals(Optional.empty(), answer(store().find(id)));
  }

  @Test
  void storingWhereThereWasNoneOpensTheSession() {
    var session = session().build();

    assertEquals("opened", answer(store().update(session.id(), _ -> store(session, "opened"))));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
  }

  @Test
  void theDecisionSeesWhatWasDecidedLast() {
    var session = opened(session());
    var rotated = rotated(session, SOON);
    answer(store().update(session.id(), _ -> store(rotated, "rotated")));

    assertEquals(
        Optional.of(rotated), answer(store().update(session.id(), SessionStoreCases::see)));
    assertEquals(
        Optional.of(rotated), answer(secondNode().update(session.id(), SessionStoreCases::see)));
  }

  @Test
  void aSessionThatIsLeftUnchangedStaysAsItWas() {
    var session = opened(session());

    assertEquals("looked", answer(store().update(session.id(), _ -> Decision.unchanged("looked"))));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
  }

  @Test
  void storingTheSameAgainChangesNothing() {
    var session = opened(session().ended(EndReason.LOGOUT, SOON));

    assertEquals(
        "stored",
        answer(store().update(session.id(), stored -> store(stored.orElseThrow(), "stored"))));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
    assertEquals(Optional.of(session), answer(secondNode().find(session.id())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void everythingThatASessionCarriesSurvives(Session session) {
    answer(store().update(session.id(), _ -> store(session, "opened")));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
    assertEquals(Optional.of(session), answer(secondNode().find(session.id())));
    assertEquals(
        Optional.of(session), answer(store().update(session.id(), SessionStoreCases::see)));
  }

  static Stream<Named<Session>> everythingThatASessionCarriesSurvives() {
    var authorizationId = new AuthorizationId("login ü 🗝");
    var challenge = CodeChallenge.of(VERIFIER);
    return Stream.concat(
        Stream.of(
            named("when nothing optional is said", session().build()),
            named("when everything optional is said", rich().build()),
            named(
                "at the greatest lengths",
                session()
                    .of(new UserId("🗝".repeat(255)))
                    .policy("p".repeat(32))
                    .client("ü".repeat(64))
                    .at("2001:db8:1111:2222:3333:4444:5555:6666")
                    .on(
                        new Device(
                            Optional.of(DeviceType.UNKNOWN),
                            Optional.of("ß".repeat(45)),
                            Optional.of("\"".repeat(45)),
                            Optional.of("'".repeat(45)),
                            Optional.of("\\".repeat(45))))
                    .authenticatedBy(
                        IntStream.range(0, 10).mapToObj(i -> i + "m".repeat(63)).toList(),
                        "🗝".repeat(255))
                    .generation(Integer.MAX_VALUE)
                    .seen(Integer.MAX_VALUE)
                    .build()),
            named(
                "long ago and far ahead",
                session()
                    .openedAt(Instant.parse("1970-01-01T00:00:00.001Z"))
                    .expiresAt(Instant.parse("9999-12-31T23:59:59.999Z"))
                    .dueAt(Instant.parse("9999-12-31T23:59:59.999Z"))
                    .build()),
            named(
                "with methods that look like a list",
                session().authenticatedBy(List.of("a,b", "[\"c\"]", " ", "{d}"), ",").build()),
            named("when a generation was seen", session().generation(7).seen(6).build()),
            named("when no generation was seen", session().generation(7).build()),
            named(
                "while the exchange is awaited",
                session().exchange(new Exchange.Awaited(authorizationId, challenge, 0)).build()),
            named(
                "after wrong verifiers",
                session().exchange(new Exchange.Awaited(authorizationId, challenge, 10)).build()),
            named(
                "after the exchange",
                session()
                    .exchange(new Exchange.Done(authorizationId, challenge, T0.plusMillis(7)))
                    .build()),
            named(
                "with attributes of every kind, in their order",
                session().attributes(everyKindOfJson()).build())),
        Arrays.stream(EndReason.values())
            .map(
                reason ->
                    named(
                        "ended: " + reason.word(),
                        session().ended(reason, T0.plusMillis(3)).build())));
  }

  @Test
  void theOrderOfAttributesSurvives() {
    var session = opened(session().attributes(everyKindOfJson()));

    assertEquals(
        session.attributes().text(),
        answer(store().find(session.id())).orElseThrow().attributes().text());
    assertEquals(
        session.attributes().text(),
        answer(secondNode().find(session.id())).orElseThrow().attributes().text());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void everyChangeOfASessionSurvives(UnaryOperator<SampleSessions> change) {
    var before = session().build();
    var after = changed(before, change);
    answer(store().update(before.id(), _ -> store(before, "opened")));

    answer(store().update(before.id(), _ -> store(after, "there")));
    assertEquals(Optional.of(after), answer(store().find(before.id())));
    assertEquals(Optional.of(after), answer(secondNode().find(before.id())));

    answer(store().update(before.id(), _ -> store(before, "and back")));
    assertEquals(Optional.of(before), answer(store().find(before.id())));
    assertEquals(Optional.of(before), answer(secondNode().find(before.id())));
  }

  static Stream<Named<UnaryOperator<SampleSessions>>> everyChangeOfASessionSurvives() {
    var challenge = CodeChallenge.of(VERIFIER);
    return Stream.of(
        named("an address", each -> each.at("192.0.2.1")),
        named("a device", each -> each.on(phone())),
        named("a later activity", each -> each.idleSince(SOON)),
        named("a later expiry", each -> each.expiresAt(T0.plus(Duration.ofDays(9)))),
        named("another look of the sweeper", each -> each.dueAt(SOON)),
        named("an authentication", each -> each.authenticatedAt(SOON)),
        named("methods and assurance", each -> each.authenticatedBy(List.of("pwd"), "aal2")),
        named("a secret", each -> each.secret(freshSecret())),
        named("a rotation", each -> each.generation(2).seen(1).rotatedAt(SOON)),
        named("attributes", each -> each.attributes(everyKindOfJson())),
        named("a login with PKCE", each -> each.awaiting(VERIFIER)),
        named(
            "an exchange",
            each ->
                each.exchange(
                    new Exchange.Done(new AuthorizationId("login"), challenge, T0.plusMillis(1)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyChangeOfASessionSurvives")
  void anEndSurvivesWithWhateverChangedInTheSameMoment(UnaryOperator<SampleSessions> change) {
    var before = session().build();
    var after = changed(before, change).endedBy(new End(EndReason.REVOKED, SOON));
    answer(store().open(before, Cause.sweeper(T0)));

    answer(store().update(before.id(), _ -> store(after, "ended")));

    assertEquals(Optional.of(after), answer(store().find(before.id())));
    assertEquals(Optional.of(after), answer(secondNode().find(before.id())));
    assertEquals(List.of(after), answer(store().ofUser(before.userId(), 10)));
    assertEquals(List.of(after), answer(store().search(SessionFilter.ALL, Optional.empty(), 10)));
  }

  private static Session changed(Session before, UnaryOperator<SampleSessions> change) {
    var like = change.apply(session().secret(before.rotation().secret())).build();
    return new Session(
        before.id(),
        before.userId(),
        before.policy(),
        like.origin(),
        like.authentication(),
        like.times(),
        like.rotation(),
        like.exchange(),
        like.attributes(),
        before.end());
  }

  @Test
  void aDecisionThatThrowsFailsItsOwnCallAndNoOther() {
    var first = opened(session());
    var second = opened(session());
    var calls =
        List.<CompletionStage<Session>>of(
            store().update(first.id(), SessionStoreCases::rotate),
            store()
                .update(
                    second.id(),
                    _ -> {
                      throw new IllegalStateException("a mistake");
                    }),
            store().update(second.id(), SessionStoreCases::rotate),
            store().update(first.id(), SessionStoreCases::rotate));

    assertNotNull(failure(calls.get(1)));
    answer(calls.get(0));
    answer(calls.get(2));
    answer(calls.get(3));
    assertEquals(3, generation(first));
    assertEquals(2, generation(second));
  }

  @Test
  void ofAHundredRefreshesAtOnceOneRotatesAndAllOthersGetTheSameToken() {
    var session = opened(session());

    var outcomes = atOnce(100, _ -> refresh(store(), session, 1));

    assertOneRotated(outcomes, session);
  }

  @Test
  void ofAHundredRefreshesInOneGoOneRotatesAndAllOthersGetTheSameToken() {
    var session = opened(session());

    var outcomes = inOneGo(100, _ -> refresh(store(), session, 1));

    assertOneRotated(outcomes, session);
  }

  @Test
  void ofAHundredRefreshesAtOnceOnTwoNodesOneRotatesAndAllOthersGetTheSameToken() {
    var session = opened(session());

    var outcomes = atOnce(100, i -> refresh(node(i), session, 1));

    assertOneRotated(outcomes, session);
  }

  private void assertOneRotated(List<RefreshOutcome> outcomes, Session session) {
    var rotated = outcomes.stream().filter(RefreshOutcome.Rotated.class::isInstance).toList();
    var replayed = outcomes.stream().filter(RefreshOutcome.Replayed.class::isInstance).toList();
    assertEquals(1, rotated.size());
    assertEquals(outcomes.size() - 1, replayed.size());
    var next = assertInstanceOf(RefreshOutcome.Rotated.class, rotated.getFirst()).session();
    replayed.forEach(outcome -> assertEquals(new RefreshOutcome.Replayed(next), outcome));
    assertEquals(Optional.of(next), answer(store().find(session.id())));
    assertEquals(Optional.of(next), answer(secondNode().find(session.id())));
  }

  @Test
  void noneOfAHundredChangesAtOnceIsLost() {
    var session = opened(session());

    atOnce(100, _ -> store().update(session.id(), SessionStoreCases::rotate));

    assertEquals(101, generation(session));
  }

  @Test
  void noneOfAHundredChangesInOneGoIsLost() {
    var session = opened(session());

    inOneGo(100, _ -> store().update(session.id(), SessionStoreCases::rotate));

    assertEquals(101, generation(session));
  }

  @Test
  void noneOfAHundredChangesAtOnceOnTwoNodesIsLost() {
    var session = opened(session());

    atOnce(100, i -> node(i).update(session.id(), SessionStoreCases::rotate));

    assertEquals(101, generation(session));
  }

  @Test
  void twoNodesTakeTurnsOnOneSession() {
    var session = opened(session());

    for (var generation = 1; generation <= 20; generation++) {
      assertInstanceOf(
          RefreshOutcome.Rotated.class,
          answer(refresh(node(generation), session, generation)),
          "generation " + generation);
    }
  }

  @Test
  void manySessionsAtOnceDoNotDisturbEachOther() {
    var sessions = IntStream.range(0, 100).mapToObj(_ -> session().build()).toList();

    inOneGo(100, i -> store().update(sessions.get(i).id(), _ -> store(sessions.get(i), "opened")));
    atOnce(300, i -> node(i).update(sessions.get(i % 100).id(), SessionStoreCases::rotate));

    sessions.forEach(session -> assertEquals(4, generation(session)));
  }

  @Test
  void ofManyWhoOpenTheSameSessionAtOnceExactlyOneFindsNone() {
    var session = session().build();

    var found =
        atOnce(
            40,
            i ->
                node(i)
                    .update(
                        session.id(),
                        stored ->
                            stored.isEmpty() ? store(session, false) : Decision.unchanged(true)));

    assertEquals(1, found.stream().filter(wasThere -> !wasThere).count());
  }

  @Test
  void ofRacingExchangesExactlyOneWins() {
    var session = opened(session().awaiting(VERIFIER));

    var outcomes =
        atOnce(
            50,
            i -> node(i).update(session.id(), stored -> exchange(stored.orElseThrow(), VERIFIER)));

    assertEquals(1, outcomes.stream().filter(ExchangeOutcome.Exchanged.class::isInstance).count());
    assertEquals(
        49, outcomes.stream().filter(new ExchangeOutcome.AlreadyExchanged()::equals).count());
  }

  @Test
  void wrongVerifiersAtOnceAreAllCounted() {
    var session = opened(session().awaiting(VERIFIER));

    var outcomes =
        atOnce(
            30,
            i ->
                node(i)
                    .update(
                        session.id(),
                        stored ->
                            exchange(stored.orElseThrow(), new CodeVerifier("w".repeat(43)))));

    assertEquals(
        10, outcomes.stream().filter(ExchangeOutcome.WrongVerifier.class::isInstance).count());
    assertEquals(20, outcomes.stream().filter(new ExchangeOutcome.TooManyTries()::equals).count());
  }

  @Test
  void endsAgainstRefreshesAtOnceEndItOnceAndNothingComesAfter() {
    var session = opened(session());

    // Every third call ends the session; it says whether it was the one.
    var results =
        atOnce(
            90,
            i ->
                node(i)
                    .update(
                        session.id(),
                        stored -> {
                          var before = stored.orElseThrow();
                          if (before.end().isPresent()) {
                            return Decision.unchanged("late");
                          }
                          return i % 3 == 0
                              ? store(
                                  before.end(EndReason.LOGOUT, SOON, EffectiveRules.of(POLICY)),
                                  "ended")
                              : store(rotated(before, SOON), "rotated");
                        }));

    var ended = answer(secondNode().find(session.id())).orElseThrow();
    assertEquals(1, results.stream().filter("ended"::equals).count());
    assertEquals(EndReason.LOGOUT, ended.end().orElseThrow().reason());
    assertEquals(
        1 + results.stream().filter("rotated"::equals).count(),
        ended.rotation().generation().value());
  }
}
