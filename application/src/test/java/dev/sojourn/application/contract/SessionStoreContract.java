package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.contract.Answers.inOneGo;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.sample.SamplePolicies;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.Horizon;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.ExchangeOutcome;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Possession;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Times;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import dev.sojourn.domain.token.KeyThumbprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every session store promises. A store's own test extends this and supplies the store.
 *
 * <p>Time is a value here: nothing looks at a clock, and every instant is of whole milliseconds.
 */
public abstract class SessionStoreContract {
  private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;
  private static final CodeVerifier VERIFIER = new CodeVerifier("v".repeat(43));
  private static final Instant SOON = T0.plusSeconds(1);

  /** The store, as one node has it. */
  protected abstract SessionStore store();

  /** The store, as another node has it: the same data. */
  protected SessionStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
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
            bound.session().refresh(session.rotation().generation(), T0.plusSeconds(1), POLICY));
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

    assertEquals(true, answer(store().open(session, List.of())));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
    assertEquals(Optional.of(session), answer(secondNode().find(session.id())));
  }

  @Test
  void aSessionIsNotOpenedOverAnotherOfItsId() {
    var first = session().build();
    var second = rotated(first, SOON);
    answer(store().open(first, List.of()));

    assertEquals(false, answer(store().open(second, List.of())));
    assertEquals(false, answer(secondNode().open(second, List.of())));

    assertEquals(Optional.of(first), answer(store().find(first.id())));
  }

  @Test
  void ofManyThatOpenOneIdAtOnceOneSucceeds() {
    var session = session().build();

    var opened = atOnce(20, i -> node(i).open(session, List.of()));

    assertEquals(1, opened.stream().filter(isOpen -> isOpen).count());
  }

  // ------------------------------------------------------------------------------------- update

  @Test
  void theDecisionOnAnAbsentSessionSeesNothing() {
    assertEquals(Optional.empty(), answer(store().update(freshId(T0), SessionStoreContract::see)));
  }

  @Test
  void anAbsentSessionThatIsLeftUnchangedStaysAbsent() {
    var id = freshId(T0);
    answer(store().update(id, SessionStoreContract::see));

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
        Optional.of(rotated), answer(store().update(session.id(), SessionStoreContract::see)));
    assertEquals(
        Optional.of(rotated), answer(secondNode().update(session.id(), SessionStoreContract::see)));
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
        Optional.of(session), answer(store().update(session.id(), SessionStoreContract::see)));
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
    answer(store().open(before, List.of()));

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
            store().update(first.id(), SessionStoreContract::rotate),
            store()
                .update(
                    second.id(),
                    _ -> {
                      throw new IllegalStateException("a mistake");
                    }),
            store().update(second.id(), SessionStoreContract::rotate),
            store().update(first.id(), SessionStoreContract::rotate));

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

    atOnce(100, _ -> store().update(session.id(), SessionStoreContract::rotate));

    assertEquals(101, generation(session));
  }

  @Test
  void noneOfAHundredChangesInOneGoIsLost() {
    var session = opened(session());

    inOneGo(100, _ -> store().update(session.id(), SessionStoreContract::rotate));

    assertEquals(101, generation(session));
  }

  @Test
  void noneOfAHundredChangesAtOnceOnTwoNodesIsLost() {
    var session = opened(session());

    atOnce(100, i -> node(i).update(session.id(), SessionStoreContract::rotate));

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
    atOnce(300, i -> node(i).update(sessions.get(i % 100).id(), SessionStoreContract::rotate));

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
                              ? store(before.end(EndReason.LOGOUT, SOON, POLICY), "ended")
                              : store(rotated(before, SOON), "rotated");
                        }));

    var ended = answer(secondNode().find(session.id())).orElseThrow();
    assertEquals(1, results.stream().filter("ended"::equals).count());
    assertEquals(EndReason.LOGOUT, ended.end().orElseThrow().reason());
    assertEquals(
        1 + results.stream().filter("rotated"::equals).count(),
        ended.rotation().generation().value());
  }

  // ---------------------------------------------------------------------------------- updateAll

  @Test
  void decidingOnAllOfAUserSeesThoseOfThePolicyThatHaveNotEnded() {
    var user = freshUser();
    var first = opened(session().of(user));
    var second = opened(session().of(user).openedAt(SOON));
    opened(session().of(user).policy("kiosk"));
    opened(session().of(user).ended(EndReason.LOGOUT, SOON));
    opened(session());

    var seen =
        answer(
            store()
                .updateAll(user, PolicyName.DEFAULT, all -> Decision.unchanged(Set.copyOf(all))));

    assertEquals(Set.of(first, second), seen);
  }

  @Test
  void decidingOnAllOfAUserWhoHasNoneSeesNone() {
    assertEquals(
        List.of(), answer(store().updateAll(freshUser(), PolicyName.DEFAULT, Decision::unchanged)));
  }

  @Test
  void decidingOnAllOfAUserMayEndSomeAndOpenOneMore() {
    var user = freshUser();
    var evicted = opened(session().of(user));
    var kept = opened(session().of(user));
    var added = session().of(user).build();

    var result =
        answer(
            store()
                .<String>updateAll(
                    user,
                    PolicyName.DEFAULT,
                    all ->
                        Decision.store(
                            Stream.concat(
                                    all.stream()
                                        .filter(each -> each.id().equals(evicted.id()))
                                        .map(each -> each.end(EndReason.EVICTED, SOON, POLICY)),
                                    Stream.of(added))
                                .toList(),
                            "the result")));

    assertEquals("the result", result);
    assertEquals(
        Optional.of(evicted.end(EndReason.EVICTED, SOON, POLICY)),
        answer(store().find(evicted.id())));
    assertEquals(Optional.of(kept), answer(store().find(kept.id())));
    assertEquals(Optional.of(added), answer(store().find(added.id())));
    assertEquals(Optional.of(added), answer(secondNode().find(added.id())));
    assertEquals(Set.of(kept.id(), added.id()), Set.copyOf(unended(user)));
  }

  @Test
  void decidingOnAllOfAUserMayLeaveThemUnchanged() {
    var user = freshUser();
    var session = opened(session().of(user));

    answer(store().updateAll(user, PolicyName.DEFAULT, _ -> Decision.unchanged("looked")));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
  }

  @Test
  void aDecisionOnAllThatThrowsFailsItsOwnCallAndNoOther() {
    var user = freshUser();
    var failing =
        store()
            .updateAll(
                user,
                PolicyName.DEFAULT,
                _ -> {
                  throw new IllegalStateException("a mistake");
                });
    var working = openWithin(store(), 3, user);

    assertNotNull(failure(failing));
    assertTrue(answer(working));
    assertEquals(1, unended(user).size());
  }

  @Test
  void aLimitHoldsWhenManySessionsAreOpenedAtOnce() {
    var user = freshUser();

    var opened = atOnce(30, _ -> openWithin(store(), 5, user));

    assertEquals(5, opened.stream().filter(admitted -> admitted).count());
    assertEquals(5, unended(user).size());
  }

  @Test
  void aLimitHoldsWhenManySessionsAreOpenedAtOnceOnTwoNodes() {
    var user = freshUser();

    var opened = atOnce(30, i -> openWithin(node(i), 5, user));

    assertEquals(5, opened.stream().filter(admitted -> admitted).count());
    assertEquals(5, unended(user).size());
  }

  @Test
  void evictionHoldsALimitWhenManySessionsAreOpenedAtOnceOnTwoNodes() {
    var user = freshUser();

    atOnce(
        30,
        i ->
            node(i)
                .updateAll(
                    user,
                    PolicyName.DEFAULT,
                    all -> {
                      var changed =
                          new ArrayList<>(
                              all.stream()
                                  .skip(2)
                                  .map(each -> each.end(EndReason.EVICTED, SOON, POLICY))
                                  .toList());
                      changed.add(session().of(user).build());
                      return Decision.store(changed, changed.size());
                    }));

    var all = answer(store().ofUser(user, 100));
    assertEquals(3, unended(user).size());
    assertEquals(30, all.size());
    assertEquals(27, all.stream().filter(each -> each.end().isPresent()).count());
  }

  @Test
  void usersDoNotDisturbEachOther() {
    var users = IntStream.range(0, 10).mapToObj(_ -> freshUser()).toList();

    atOnce(60, i -> openWithin(node(i / 10), 3, users.get(i % 10)));

    users.forEach(user -> assertEquals(3, unended(user).size()));
  }

  @Test
  void whatIsRefreshedAndEvictedAtOnceStaysEndedAndLosesNothing() {
    var user = freshUser();
    var sessions = IntStream.range(0, 5).mapToObj(_ -> opened(session().of(user))).toList();

    var results =
        atOnce(
            60,
            i -> {
              if (i % 12 != 0) {
                return node(i)
                    .update(
                        sessions.get(i % 5).id(),
                        stored ->
                            stored.orElseThrow().end().isPresent()
                                ? Decision.unchanged(0)
                                : store(rotated(stored.orElseThrow(), SOON), 1));
              }
              return node(i / 12)
                  .<Integer>updateAll(
                      user,
                      PolicyName.DEFAULT,
                      all ->
                          Decision.store(
                              all.stream()
                                  .map(each -> each.end(EndReason.EVICTED, SOON, POLICY))
                                  .toList(),
                              0));
            });

    var left = answer(store().ofUser(user, 100));
    assertTrue(left.stream().allMatch(each -> each.end().isPresent()));
    assertEquals(
        results.stream().mapToInt(rotations -> rotations).sum(),
        left.stream().mapToInt(each -> each.rotation().generation().value() - 1).sum());
  }

  // --------------------------------------------------------------------------------------- find

  @Test
  void aSessionThatWasNeverOpenedIsNotFound() {
    assertEquals(Optional.empty(), answer(store().find(freshId(T0))));
  }

  @Test
  void aSessionThatHasEndedIsFound() {
    var ended = opened(session().ended(EndReason.LOGOUT, SOON));

    assertEquals(Optional.of(ended), answer(store().find(ended.id())));
  }

  @Test
  void aSessionIsFoundAsItWasDecidedLastOnEitherNode() {
    var session = opened(session());
    answer(store().find(session.id()));
    answer(secondNode().find(session.id()));

    var onFirst = answer(store().update(session.id(), SessionStoreContract::rotate));
    assertEquals(Optional.of(onFirst), answer(store().find(session.id())));
    var onSecond = answer(secondNode().update(session.id(), SessionStoreContract::rotate));
    assertEquals(Optional.of(onSecond), answer(secondNode().find(session.id())));
    assertEquals(3, onSecond.rotation().generation().value());
  }

  // -------------------------------------------------------------------------------------- users

  /** Opens a session of each of these users, whose ids begin as no others do. */
  private String openedOfUsers(String... ends) {
    var prefix = freshUser().value() + "/";
    for (var end : ends) {
      opened(session().of(new UserId(prefix + end)));
    }
    return prefix;
  }

  private void openedAndEnded(String user) {
    opened(session().of(new UserId(user)).ended(EndReason.LOGOUT, SOON));
  }

  private List<String> users(String prefix, Optional<String> after, int limit) {
    return answer(secondNode().users(new UserIdPrefix(prefix), after.map(UserId::new), limit))
        .stream()
        .map(UserId::value)
        .toList();
  }

  @Test
  void usersAreFoundByTheBeginningOfTheirIdsInTheOrderOfTheirCodePoints() {
    // In the collations of most languages b comes after ä, and A beside a; surrogates come last.
    var prefix = openedOfUsers("b", "B", "\u00e4", "a", "\uffee", "\ud83d\udd11", "_", "a%", "");
    var found = users(prefix, Optional.empty(), 100);
    assertEquals(
        Stream.of("", "B", "_", "a", "a%", "b", "\u00e4", "\uffee", "\ud83d\udd11")
            .map(prefix::concat)
            .toList(),
        found);
    assertEquals(List.of(prefix + "a", prefix + "a%"), users(prefix + "a", Optional.empty(), 100));
    assertEquals(List.of(), users(prefix + "%", Optional.empty(), 100));
    assertEquals(List.of(), users(prefix + "c", Optional.empty(), 100));
  }

  @Test
  void aUserWithManySessionsAlsoEndedOnesIsFoundOnce() {
    var prefix = openedOfUsers("a", "a", "a", "b", "b");
    openedAndEnded(prefix + "c");
    openedAndEnded(prefix + "a");
    assertEquals(
        List.of(prefix + "a", prefix + "b", prefix + "c"), users(prefix, Optional.empty(), 100));
  }

  @Test
  void usersComePageByPageWithoutAGap() {
    var prefix = openedOfUsers("a", "b", "c", "d");
    openedAndEnded(prefix + "bb");
    assertEquals(List.of(prefix + "a", prefix + "b"), users(prefix, Optional.empty(), 2));
    assertEquals(List.of(prefix + "bb", prefix + "c"), users(prefix, Optional.of(prefix + "b"), 2));
    assertEquals(List.of(prefix + "d"), users(prefix, Optional.of(prefix + "c"), 2));
    assertEquals(List.of(), users(prefix, Optional.of(prefix + "d"), 2));
  }

  // ------------------------------------------------------------------------------------- ofUser

  @Test
  void theSessionsOfAUserComeWithTheNewestActivityFirstEndedOnesToo() {
    var user = freshUser();
    var oldest = opened(session().of(user).idleSince(T0.plusMillis(1)));
    var newest = opened(session().of(user).idleSince(T0.plusMillis(3)));
    var ended =
        opened(session().of(user).idleSince(T0.plusMillis(2)).ended(EndReason.LOGOUT, SOON));
    opened(session());

    assertEquals(List.of(newest, ended, oldest), answer(store().ofUser(user, 100)));
    assertEquals(List.of(newest, ended, oldest), answer(secondNode().ofUser(user, 100)));
  }

  @Test
  void noMoreSessionsOfAUserComeThanTheLimit() {
    var user = freshUser();
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 5; i++) {
      sessions.addFirst(opened(session().of(user).idleSince(T0.plusMillis(i))));
    }

    assertEquals(sessions.subList(0, 3), answer(store().ofUser(user, 3)));
    assertEquals(sessions, answer(store().ofUser(user, 5)));
  }

  @Test
  void aUserWithoutSessionsHasNone() {
    assertEquals(List.of(), answer(store().ofUser(freshUser(), 100)));
    assertEquals(List.of(), unended(freshUser()));
  }

  @Test
  void usersAreComparedExactly() {
    var name = freshUser().value();
    opened(session().of(new UserId(name)));

    assertEquals(List.of(), answer(store().ofUser(new UserId(name + " "), 100)));
    assertEquals(List.of(), unended(new UserId(name.toUpperCase(Locale.ROOT))));
  }

  @Test
  void theUnendedSessionsOfAUserAreOfEveryPolicy() {
    var user = freshUser();
    var first = opened(session().of(user));
    var second = opened(session().of(user).policy("kiosk"));
    opened(session().of(user).ended(EndReason.LOGOUT, SOON));
    opened(session());

    assertEquals(Set.of(first.id(), second.id()), Set.copyOf(unended(user)));
  }

  @Test
  void theUnendedSessionsOfAUserAreAllOfThemHoweverMany() {
    var user = freshUser();
    var sessions = IntStream.range(0, 1200).mapToObj(_ -> session().of(user).build()).toList();
    inOneGo(1200, i -> store().update(sessions.get(i).id(), _ -> store(sessions.get(i), "opened")));

    var ids = unended(user);

    assertEquals(1200, ids.size());
    assertEquals(sessions.stream().map(Session::id).collect(Collectors.toSet()), Set.copyOf(ids));
  }

  // ------------------------------------------------------------------------------------- search

  @Test
  void aSearchGivesTheLatestOpenedFirstAndOfOneInstantTheGreaterId() {
    var sessions = new ArrayList<Session>();
    for (var millis : List.of(5, 1, 3, 3, 3, 9, 1)) {
      sessions.add(opened(session().openedAt(T0.plusMillis(millis))));
    }

    var found = answer(store().search(SessionFilter.ALL, Optional.empty(), 100));

    assertEquals(inSearchOrder(sessions), found);
  }

  @Test
  void aSearchGivesNoMoreThanTheLimitAndGoesOnAfterAPosition() {
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 10; i++) {
      sessions.add(opened(session().openedAt(T0.plusMillis(i / 4))));
    }

    var paged = new ArrayList<List<Session>>();
    Optional<Position> after = Optional.empty();
    do {
      var page = answer(store().search(SessionFilter.ALL, after, 3));
      paged.add(page);
      after = page.isEmpty() ? Optional.empty() : Optional.of(Position.of(page.getLast()));
    } while (after.isPresent() && paged.size() < 10);

    assertEquals(List.of(3, 3, 3, 1, 0), paged.stream().map(List::size).toList());
    assertEquals(inSearchOrder(sessions), paged.stream().flatMap(List::stream).toList());
  }

  @Test
  void aSearchGoesOnAfterAPositionWhoseSessionIsNotThereAnyMore() {
    var before = opened(session().openedAt(T0));
    opened(session().openedAt(T0.plusMillis(2)));

    assertEquals(
        List.of(before),
        answer(
            store()
                .search(
                    SessionFilter.ALL,
                    Optional.of(new Position(T0.plusMillis(1), freshId(T0))),
                    100)));
  }

  @Test
  void aFilteredSearchPagesLikeAnyOther() {
    var user = freshUser();
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 6; i++) {
      sessions.add(opened(session().of(user).openedAt(T0.plusMillis(i))));
      opened(session().openedAt(T0.plusMillis(i)));
    }
    var wanted = inSearchOrder(sessions);
    var filter = ofUser(user);

    assertEquals(wanted.subList(0, 4), answer(store().search(filter, Optional.empty(), 4)));
    assertEquals(
        wanted.subList(4, 6),
        answer(store().search(filter, Optional.of(Position.of(wanted.get(3))), 4)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aSearchGivesWhatItsFilterWants(SessionFilter filter, Set<String> wanted) {
    var labelled = new LinkedHashMap<SessionId, String>();
    FILTERED.forEach((label, sample) -> labelled.put(opened(sample.get()).id(), label));

    var found = answer(store().search(filter, Optional.empty(), 100));

    assertEquals(
        wanted,
        found.stream().map(session -> labelled.get(session.id())).collect(Collectors.toSet()));
    assertTrue(found.stream().allMatch(filter::accepts));
  }

  private static final UserId ADA = freshUser();
  private static final UserId BOB = freshUser();

  /** What searches look through, by a word for each. */
  private static final Map<String, Supplier<SampleSessions>> FILTERED =
      Map.of(
          "ada", () -> session().of(ADA),
          "ada on kiosk", () -> session().of(ADA).policy("kiosk").at("192.0.2.1"),
          "bob", () -> session().of(BOB).at("192.0.2.1"),
          "bob on IPv6", () -> session().of(BOB).at("2001:db8::1"),
          "ended", () -> session().ended(EndReason.LOGOUT, SOON),
          "due", () -> session().dueAt(T0.plusMillis(1)),
          "early", () -> session().openedAt(T0.minusMillis(1)),
          "late", () -> session().openedAt(T0.plusMillis(1)),
          "busy", () -> session().idleSince(T0.plusMillis(5)),
          "by the kiosk", () -> session().client("kiosk"));

  static Stream<Arguments> aSearchGivesWhatItsFilterWants() {
    var everything = FILTERED.keySet();
    return Stream.of(
        filtered("all", SessionFilter.ALL, everything),
        filtered("a user", ofUser(ADA), Set.of("ada", "ada on kiosk")),
        filtered("an IPv4 address", at("192.0.2.1"), Set.of("ada on kiosk", "bob")),
        filtered("an IPv6 address", at("2001:db8::1"), Set.of("bob on IPv6")),
        filtered("an address of nobody", at("192.0.2.2"), Set.of()),
        filtered("a policy", of(Optional.empty(), Optional.of("kiosk")), Set.of("ada on kiosk")),
        filtered(
            "a user at an address",
            new SessionFilter(
                Optional.of(BOB),
                Optional.of(new IpAddress("192.0.2.1")),
                Optional.empty(),
                false,
                Optional.empty(),
                Span.ALWAYS,
                Span.ALWAYS),
            Set.of("bob")),
        filtered("a client", SessionFilter.ALL.of(new ClientId("kiosk")), Set.of("by the kiosk")),
        filtered("a user and a client", ofUser(ADA).of(new ClientId("kiosk")), Set.of()),
        filtered("a client of nothing", SessionFilter.ALL.of(new ClientId("none")), Set.of()),
        filtered("a user of a policy", of(Optional.of(ADA), Optional.of("default")), Set.of("ada")),
        filtered("those not recorded as ended", unended(true), without(everything, "ended")),
        filtered("over by an instant before the due one", overBy(T0), Set.of("ended")),
        filtered(
            "over by the due instant itself", overBy(T0.plusMillis(1)), Set.of("ended", "due")),
        filtered(
            "opened at or after",
            opened(Optional.of(T0), Optional.empty()),
            without(everything, "early")),
        filtered(
            "opened before",
            opened(Optional.empty(), Optional.of(T0.plusMillis(1))),
            without(everything, "late")),
        filtered(
            "opened within one millisecond",
            opened(Optional.of(T0.minusMillis(1)), Optional.of(T0)),
            Set.of("early")),
        filtered(
            "active at or after",
            active(Optional.of(T0.plusMillis(5)), Optional.empty()),
            Set.of("busy")),
        filtered(
            "active before",
            active(Optional.empty(), Optional.of(T0.plusMillis(5))),
            without(everything, "busy")),
        filtered(
            "active within one millisecond",
            active(Optional.of(T0.plusMillis(1)), Optional.of(T0.plusMillis(2))),
            Set.of("late")),
        filtered(
            "active in no time at all",
            active(Optional.of(T0.plusMillis(1)), Optional.of(T0.plusMillis(1))),
            Set.of()));
  }

  // -------------------------------------------------------------------------------------- touch

  @Test
  void activityIsSeenAtOnceByWhoeverAsksThisNode() {
    var session = opened(session());
    var activity = activity(session, 1, T0.plusMillis(700));

    store().touch(activity);

    var touched = session.touched(activity);
    assertEquals(T0.plusMillis(700), touched.times().lastActivityAt());
    assertEquals(
        Optional.of(touched), answer(store().update(session.id(), SessionStoreContract::see)));
    assertEquals(Optional.of(touched), answer(store().find(session.id())));
  }

  @Test
  void activityIsSeenAtOnceByFindAlone() {
    var session = opened(session());
    answer(store().find(session.id()));
    var activity = activity(session, 1, SOON);

    store().touch(activity);

    assertEquals(Optional.of(session.touched(activity)), answer(store().find(session.id())));
  }

  @Test
  void activityReachesTheOtherNode() {
    var session = opened(session());
    var activity = activity(session, 1, SOON);

    store().touch(activity);

    eventually(
        () ->
            answer(secondNode().find(session.id())).equals(Optional.of(session.touched(activity))));
    assertEquals(
        Optional.of(session.touched(activity)),
        answer(secondNode().update(session.id(), SessionStoreContract::see)));
  }

  @Test
  void activityThatADecisionSawIsStoredWithIt() {
    var session = opened(session());
    store().touch(activity(session, 1, SOON));

    var rotated = answer(store().update(session.id(), SessionStoreContract::rotate));

    assertEquals(SOON, rotated.times().lastActivityAt());
    assertEquals(Optional.of(rotated), answer(store().find(session.id())));
    assertEquals(
        Optional.of(rotated), answer(secondNode().update(session.id(), SessionStoreContract::see)));
  }

  @Test
  void aTokenThatWasSeenOnThisNodeMakesItsPredecessorReuseAtOnce() {
    var session = opened(session().generation(7).seen(6));

    store().touch(activity(session, 7, SOON));

    var late = T0.plus(POLICY.refreshOverlap());
    var outcome = answer(refresh(store(), session, 6, late));
    var refused = assertInstanceOf(RefreshOutcome.Refused.class, outcome).session();
    assertEquals(EndReason.TOKEN_REUSE, refused.end().orElseThrow().reason());
  }

  @Test
  void activityNeverMovesBack() {
    var session = opened(session().generation(7).seen(5));

    store().touch(activity(session, 7, T0.plusMillis(20)));
    store().touch(activity(session, 6, T0.plusMillis(10)));

    var stored = answer(store().find(session.id())).orElseThrow();
    assertEquals(T0.plusMillis(20), stored.times().lastActivityAt());
    assertEquals(Optional.of(new Generation(7)), stored.rotation().seen());
  }

  @Test
  void ofTwoActivitiesTheLaterTimeAndTheLaterGenerationStay() {
    var session = opened(session().generation(7).seen(5));

    store().touch(activity(session, 7, T0.plusMillis(10)));
    store().touch(activity(session, 6, T0.plusMillis(20)));

    eventually(
        () -> {
          var stored = answer(secondNode().find(session.id())).orElseThrow();
          return stored.times().lastActivityAt().equals(T0.plusMillis(20))
              && stored.rotation().seen().equals(Optional.of(new Generation(7)));
        });
  }

  @Test
  void activityBeforeWhatIsStoredChangesNothing() {
    var session = opened(session().generation(7).seen(7).idleSince(SOON));

    store().touch(activity(session, 6, T0));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
  }

  @Test
  void activitiesOnTwoNodesLeaveTheLaterOne() {
    var session = opened(session().generation(7).seen(5));

    store().touch(activity(session, 6, T0.plusMillis(20)));
    secondNode().touch(activity(session, 7, T0.plusMillis(10)));

    for (var node : List.of(store(), secondNode())) {
      eventually(
          () -> {
            var stored = answer(node.find(session.id())).orElseThrow();
            return stored.times().lastActivityAt().equals(T0.plusMillis(20))
                && stored.rotation().seen().equals(Optional.of(new Generation(7)));
          });
    }
  }

  @Test
  void aGenerationThatWasNeverHandedOutIsNotSeen() {
    var session = opened(session().generation(7).seen(6));

    store().touch(activity(session, 8, SOON));

    var stored = answer(store().find(session.id())).orElseThrow();
    assertEquals(Optional.of(new Generation(6)), stored.rotation().seen());
    assertEquals(
        Optional.of(new Generation(6)),
        answer(store().update(session.id(), SessionStoreContract::rotate))
            .rotation()
            .seen()
            .map(seen -> new Generation(seen.value() - 1)));
  }

  @Test
  void aTokenOfAnEarlierSecretSaysNothingAboutTheGenerationsOfALaterOne() {
    var session = opened(session().generation(1));
    var earlier = new Activity(session.id(), freshSecret(), new Generation(1), SOON);

    store().touch(earlier);

    assertEquals(
        Optional.empty(), answer(store().find(session.id())).orElseThrow().rotation().seen());
    assertEquals(
        Optional.empty(),
        answer(store().update(session.id(), SessionStoreContract::see))
            .orElseThrow()
            .rotation()
            .seen());
  }

  @Test
  void aSightingThatWaitsToBeWrittenIsNotTakenForOneOfTheNextSecret() {
    var session = opened(session().generation(1));
    store().touch(activity(session, 1, SOON));

    var anew =
        answer(
            store()
                .update(
                    session.id(),
                    stored -> {
                      var next =
                          stored
                              .orElseThrow()
                              .reauthenticated(
                                  stored.orElseThrow().authentication(),
                                  freshSecret(),
                                  SOON,
                                  POLICY);
                      return store(next, next);
                    }));

    // A later activity, once it is written, tells that the earlier one is written as well.
    var later = new Activity(anew.id(), session.rotation().secret(), Generation.FIRST, after(2));
    store().touch(later);
    eventually(
        () ->
            answer(secondNode().find(session.id()))
                .orElseThrow()
                .times()
                .lastActivityAt()
                .equals(after(2)));
    assertEquals(
        Optional.empty(), answer(secondNode().find(session.id())).orElseThrow().rotation().seen());
  }

  @Test
  void nothingHappensToASessionThatHasEnded() {
    var ended = opened(session().generation(2).seen(1).ended(EndReason.LOGOUT, SOON));
    var alive = opened(session());

    store().touch(activity(ended, 2, after(5)));
    store().touch(activity(alive, 1, after(5)));

    assertEquals(Optional.of(ended), answer(store().find(ended.id())));
    assertEquals(Optional.of(ended), answer(store().update(ended.id(), SessionStoreContract::see)));
    eventually(
        () ->
            answer(secondNode().find(alive.id()))
                .orElseThrow()
                .times()
                .lastActivityAt()
                .equals(after(5)));
    assertEquals(Optional.of(ended), answer(secondNode().find(ended.id())));
  }

  @Test
  void activityOfASessionThatIsNotThereOpensNone() {
    var unknown = session().build();

    store().touch(activity(unknown, 1, SOON));

    assertEquals(Optional.empty(), answer(store().find(unknown.id())));
    assertEquals(Optional.empty(), answer(store().update(unknown.id(), SessionStoreContract::see)));
  }

  @Test
  void ofManyActivitiesAtOnceTheLatestStays() {
    var sessions =
        IntStream.range(0, 20).mapToObj(_ -> opened(session().generation(1000))).toList();

    atOnce(
        1000,
        i -> {
          node(i).touch(activity(sessions.get(i % 20), 1 + i / 20, T0.plusMillis(1000 - i / 20)));
          return CompletableFuture.completedFuture(i);
        });

    for (var session : sessions) {
      for (var node : List.of(store(), secondNode())) {
        eventually(
            () -> {
              var stored = answer(node.find(session.id())).orElseThrow();
              return stored.times().lastActivityAt().equals(T0.plusMillis(1000))
                  && stored.rotation().seen().equals(Optional.of(new Generation(50)));
            });
      }
    }
  }

  @Test
  void activityAndChangesAtOnceLoseNeither() {
    var session = opened(session());

    atOnce(
        100,
        i -> {
          if (i % 2 == 0) {
            return node(i / 2).update(session.id(), SessionStoreContract::rotate);
          }
          node(i / 2).touch(activity(session, 1, T0.plusMillis(2000 + i)));
          return CompletableFuture.completedFuture(session);
        });

    assertEquals(51, generation(session));
    eventually(
        () ->
            answer(secondNode().find(session.id()))
                .orElseThrow()
                .times()
                .lastActivityAt()
                .equals(T0.plusMillis(2099)));
    var stored = answer(secondNode().find(session.id())).orElseThrow();
    assertEquals(51, stored.rotation().generation().value());
    assertEquals(Optional.of(new Generation(50)), stored.rotation().seen());
  }

  // -------------------------------------------------------------------------------------- sweep

  @Test
  void theSweeperLooksAtWhatIsDueAndAtNothingElse() {
    var overdue = opened(session().dueAt(SOON.minusMillis(1)));
    var due = opened(session().dueAt(SOON));
    var later = opened(session().dueAt(SOON.plusMillis(1)));
    opened(session().dueAt(SOON).ended(EndReason.LOGOUT, SOON));

    var looked = answer(store().sweep(SOON, 100, looking(SessionStoreContract::defer)));

    assertEquals(Set.of(overdue.id(), due.id()), ids(looked));
    assertEquals(Optional.of(later), answer(store().find(later.id())));
  }

  @Test
  void whatTheSweeperEndsHasEnded() {
    var session = opened(session().dueAt(SOON));

    var looked = answer(store().sweep(SOON, 100, looking(SessionStoreContract::endIdle)));

    assertEquals(List.of(endIdle(session)), looked);
    assertEquals(Optional.of(endIdle(session)), answer(store().find(session.id())));
    assertEquals(Optional.of(endIdle(session)), answer(secondNode().find(session.id())));
    assertEquals(List.of(), unended(session.userId()));
    assertEquals(
        List.of(), answer(store().sweep(SOON, 100, looking(SessionStoreContract::endIdle))));
  }

  @Test
  void whatTheSweeperDefersIsDueLater() {
    var session = opened(session().dueAt(SOON));

    var looked = answer(store().sweep(SOON, 100, looking(SessionStoreContract::defer)));

    assertEquals(List.of(defer(session)), looked);
    assertEquals(Optional.of(defer(session)), answer(secondNode().find(session.id())));
    assertEquals(
        List.of(),
        answer(
            store().sweep(after(60).minusMillis(1), 100, looking(SessionStoreContract::endIdle))));
    assertEquals(
        Set.of(session.id()),
        ids(answer(secondNode().sweep(after(60), 100, looking(SessionStoreContract::endIdle)))));
  }

  @Test
  void whatTheSweeperLeavesAsItIsStaysSo() {
    var session = opened(session().dueAt(SOON));

    answer(store().sweep(SOON, 100, looking(each -> each)));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
    assertEquals(
        Set.of(session.id()),
        ids(answer(store().sweep(SOON, 100, looking(SessionStoreContract::defer)))));
  }

  @Test
  void theSweeperLooksAtNoMoreThanTheLimitTheLongestDueFirst() {
    var sessions = new ArrayList<Session>();
    for (var millis : List.of(4, 1, 5, 2, 3)) {
      sessions.add(opened(session().dueAt(T0.plusMillis(millis))));
    }

    var first = answer(store().sweep(SOON, 2, looking(SessionStoreContract::endIdle)));
    var second = answer(store().sweep(SOON, 2, looking(SessionStoreContract::endIdle)));
    var third = answer(store().sweep(SOON, 2, looking(SessionStoreContract::endIdle)));

    assertEquals(ids(List.of(sessions.get(1), sessions.get(3))), ids(first));
    assertEquals(ids(List.of(sessions.get(4), sessions.get(0))), ids(second));
    assertEquals(ids(List.of(sessions.get(2))), ids(third));
  }

  @Test
  void manySweepersOnTwoNodesLookAtEachSessionOnce() {
    var sessions =
        IntStream.range(0, 200).mapToObj(i -> session().dueAt(T0.plusMillis(i)).build()).toList();
    inOneGo(200, i -> store().update(sessions.get(i).id(), _ -> store(sessions.get(i), "opened")));

    var looked =
        atOnce(8, i -> sweepAll(node(i), new ArrayList<>())).stream()
            .flatMap(List::stream)
            .map(Session::id)
            .toList();

    assertEquals(200, looked.size());
    assertEquals(
        sessions.stream().map(Session::id).collect(Collectors.toSet()), Set.copyOf(looked));
    assertEquals(Optional.empty(), answer(store().nextDue()));
  }

  @Test
  void whatIsSweptAndRefreshedAtOnceLosesNothing() {
    var sessions = IntStream.range(0, 20).mapToObj(_ -> opened(session().dueAt(SOON))).toList();

    var refreshes =
        atOnce(
                104,
                i ->
                    i < 4
                        ? sweepAll(node(i), new ArrayList<>()).thenApply(_ -> 0)
                        : node(i).update(sessions.get(i % 20).id(), SessionStoreContract::refresh))
            .stream()
            .mapToInt(each -> each)
            .sum();

    var generations = 0;
    for (var session : sessions) {
      var stored = answer(store().find(session.id())).orElseThrow();
      generations += stored.rotation().generation().value();
      assertEquals(EndReason.IDLE_TIMEOUT, stored.end().orElseThrow().reason());
    }
    assertEquals(sessions.size() + refreshes, generations);
  }

  @Test
  void theNextDueIsTheEarliestOfThoseThatHaveNotEnded() {
    assertEquals(Optional.empty(), answer(store().nextDue()));

    opened(session().dueAt(after(1)).ended(EndReason.LOGOUT, SOON));
    assertEquals(Optional.empty(), answer(store().nextDue()));

    opened(session().dueAt(after(3)));
    opened(session().dueAt(after(2)));
    assertEquals(Optional.of(after(2)), answer(store().nextDue()));
    assertEquals(Optional.of(after(2)), answer(secondNode().nextDue()));

    answer(store().sweep(after(2), 100, looking(SessionStoreContract::endIdle)));
    assertEquals(Optional.of(after(3)), answer(store().nextDue()));
  }

  // -------------------------------------------------------------------------------------- purge

  @Test
  void purgingForgetsSessionsThatEndedAtOrBeforeTheInstant() {
    var user = freshUser();
    var before = opened(session().of(user).ended(EndReason.LOGOUT, SOON.minusMillis(1)));
    var at = opened(session().of(user).ended(EndReason.REVOKED, SOON));
    var after = opened(session().of(user).ended(EndReason.LOGOUT, SOON.plusMillis(1)));
    var alive = opened(session().of(user).idleSince(after(2)));

    assertEquals(2, answer(store().purge(SOON, 100)));

    assertEquals(Optional.empty(), answer(store().find(before.id())));
    assertEquals(Optional.empty(), answer(secondNode().find(at.id())));
    assertEquals(List.of(alive, after), answer(store().ofUser(user, 100)));
    assertEquals(
        Set.of(alive.id(), after.id()),
        ids(answer(store().search(SessionFilter.ALL, Optional.empty(), 100))));
  }

  @Test
  void purgingForgetsNoMoreThanTheLimitAndSaysHowMany() {
    for (var i = 0; i < 5; i++) {
      opened(session().ended(EndReason.LOGOUT, SOON));
    }

    assertEquals(2, answer(store().purge(SOON, 2)));
    assertEquals(2, answer(store().purge(SOON, 2)));
    assertEquals(1, answer(store().purge(SOON, 2)));
    assertEquals(0, answer(store().purge(SOON, 2)));
  }

  @Test
  void twoNodesThatPurgeAtOnceForgetEachSessionOnce() {
    for (var i = 0; i < 30; i++) {
      opened(session().ended(EndReason.LOGOUT, SOON));
    }

    var purged = atOnce(6, i -> node(i).purge(SOON, 100));
    var left = answer(store().purge(SOON, 100));

    assertEquals(30, purged.stream().mapToInt(rows -> rows).sum() + left);
  }

  @Test
  void aSessionThatWasForgottenIsAsIfItHadNeverBeen() {
    var ended = opened(session().ended(EndReason.LOGOUT, SOON));
    answer(store().purge(SOON, 100));

    assertEquals(Optional.empty(), answer(store().update(ended.id(), SessionStoreContract::see)));
  }

  // ------------------------------------------------------------------------------ count and ping

  @Test
  void theCountIsOfSessionsThatHaveNotEndedByPolicy() {
    opened(session());
    opened(session());
    opened(session().ended(EndReason.LOGOUT, SOON));
    opened(session().policy("mobile"));
    var kiosk = opened(session().policy("kiosk"));
    assertEquals(
        Map.of(PolicyName.DEFAULT, 2L, new PolicyName("mobile"), 1L, new PolicyName("kiosk"), 1L),
        answer(store().countUnended()));

    answer(store().update(kiosk.id(), _ -> store(endIdle(kiosk), "ended")));

    assertEquals(
        Map.of(PolicyName.DEFAULT, 2L, new PolicyName("mobile"), 1L),
        answer(store().countUnended()));
  }

  @ParameterizedTest(name = "active {0} and authenticated {1} ago: {2}")
  @CsvSource({
    "PT30M,      PT1H,  true",
    "PT29M59.9S, PT1H,  false",
    "PT59M59.9S, PT1H,  true",
    "PT1H,       PT1H,  false",
    "PT0S,       PT12H, true",
    "PT0S,       PT11H, false",
    "PT0S,       PT24H, false"
  })
  void whatLivesByOneHorizonAndNotByAnotherIsCounted(
      Duration idle, Duration authenticated, boolean counts) {
    var now = T0.plus(Duration.ofDays(10));
    opened(
        session()
            .openedAt(now.minus(authenticated))
            .authenticatedAt(now.minus(authenticated))
            .idleSince(now.minus(idle))
            .expiresAt(now.plusSeconds(1)));
    var held =
        new Horizon(
            Optional.of(now.minus(Duration.ofHours(1))),
            Optional.of(now.minus(Duration.ofHours(24))),
            now);
    var notHeld =
        new Horizon(
            Optional.of(now.minus(Duration.ofMinutes(30))),
            Optional.of(now.minus(Duration.ofHours(12))),
            now);
    assertEquals(counts ? 1 : 0, answer(store().countBetween(PolicyName.DEFAULT, held, notHeld)));
  }

  @Test
  void whatHasEndedOrExpiredOrIsOfAnotherPolicyLiesBetweenNoHorizons() {
    var now = T0.plus(Duration.ofHours(1));
    opened(session().ended(EndReason.LOGOUT, SOON));
    opened(session().policy("mobile"));
    opened(session().expiresAt(now));
    var everything = new Horizon(Optional.empty(), Optional.empty(), now);
    var nothing = new Horizon(Optional.of(now), Optional.of(now), now);
    assertEquals(0, answer(store().countBetween(PolicyName.DEFAULT, everything, nothing)));
    opened(session());
    assertEquals(1, answer(store().countBetween(PolicyName.DEFAULT, everything, nothing)));
    assertEquals(0, answer(store().countBetween(PolicyName.DEFAULT, everything, everything)));
  }

  @Test
  void aStoreThatAnswersSaysSo() {
    answer(store().ping());
    answer(secondNode().ping());
  }

  // ------------------------------------------------------------------------------ how it is said

  private SessionStore node(int call) {
    return call % 2 == 0 ? store() : secondNode();
  }

  private Session opened(SampleSessions sample) {
    var session = sample.build();
    answer(store().update(session.id(), _ -> store(session, "opened")));
    return session;
  }

  private int generation(Session session) {
    return answer(store().find(session.id())).orElseThrow().rotation().generation().value();
  }

  private List<SessionId> unended(UserId user) {
    return answer(store().unendedOfUser(user));
  }

  private static Decision<Session, Optional<Session>> see(Optional<Session> stored) {
    return Decision.unchanged(stored);
  }

  private static <R> Decision<Session, R> store(Session session, R result) {
    return Decision.store(session, result);
  }

  /** One generation further, whatever it is now; the answer is the session after it. */
  private static Decision<Session, Session> rotate(Optional<Session> stored) {
    var next = rotated(stored.orElseThrow(), T0);
    return Decision.store(next, next);
  }

  /** Also of one that has ended: here it counts that nothing is lost, not whether it may be. */
  /** 1 for a refresh, 0 where the session has ended. */
  private static Decision<Session, Integer> refresh(Optional<Session> stored) {
    return stored.orElseThrow().end().isPresent()
        ? Decision.unchanged(0)
        : Decision.store(rotated(stored.orElseThrow(), SOON), 1);
  }

  private static Session rotated(Session session, Instant at) {
    var alive =
        new Session(
            session.id(),
            session.userId(),
            session.policy(),
            session.origin(),
            session.authentication(),
            session.times(),
            session.rotation(),
            session.exchange(),
            session.attributes(),
            Optional.empty());
    var outcome = alive.refresh(session.rotation().generation(), at, POLICY);
    var next = assertInstanceOf(RefreshOutcome.Rotated.class, outcome).session();
    return session.end().map(next::endedBy).orElse(next);
  }

  private static CompletionStage<RefreshOutcome> refresh(
      SessionStore node, Session session, int presented) {
    return refresh(node, session, presented, SOON);
  }

  private static CompletionStage<RefreshOutcome> refresh(
      SessionStore node, Session session, int presented, Instant now) {
    return node.update(
        session.id(),
        stored -> {
          var outcome = stored.orElseThrow().refresh(new Generation(presented), now, POLICY);
          return switch (outcome) {
            case RefreshOutcome.Rotated(var next) -> Decision.store(next, outcome);
            case RefreshOutcome.Refused(var ended) -> Decision.store(ended, outcome);
            case RefreshOutcome.Replayed _, RefreshOutcome.Unknown _ -> Decision.unchanged(outcome);
          };
        });
  }

  private static Decision<Session, ExchangeOutcome> exchange(
      Session session, CodeVerifier verifier) {
    var outcome = session.exchange(verifier, after(60), SOON, POLICY);
    return switch (outcome) {
      case ExchangeOutcome.Exchanged(var next) -> Decision.store(next, outcome);
      case ExchangeOutcome.Refused(var ended) -> Decision.store(ended, outcome);
      case ExchangeOutcome.WrongVerifier(var counted) -> Decision.store(counted, outcome);
      case ExchangeOutcome.TooManyTries _,
          ExchangeOutcome.CodeExpired _,
          ExchangeOutcome.AlreadyExchanged _,
          ExchangeOutcome.Unknown _ ->
          Decision.unchanged(outcome);
    };
  }

  /** Opens a session unless the user has as many as the limit; says whether it did. */
  private static CompletionStage<Boolean> openWithin(SessionStore node, int limit, UserId user) {
    var one = session().of(user).build();
    return node.updateAll(
        user,
        PolicyName.DEFAULT,
        all -> all.size() < limit ? Decision.store(List.of(one), true) : Decision.unchanged(false));
  }

  private static Activity activity(Session session, int seen, Instant at) {
    return new Activity(session.id(), session.rotation().secret(), new Generation(seen), at);
  }

  private static Session defer(Session session) {
    var times = session.times();
    return new Session(
        session.id(),
        session.userId(),
        session.policy(),
        session.origin(),
        session.authentication(),
        new Times(times.createdAt(), times.lastActivityAt(), times.expiresAt(), after(60)),
        session.rotation(),
        session.exchange(),
        session.attributes(),
        session.end());
  }

  private static Session endIdle(Session session) {
    return session.end(EndReason.IDLE_TIMEOUT, SOON, POLICY);
  }

  /** Batch after batch until one is not full, as the sweeper does. */
  private static Function<Session, Decision<Session, Session>> looking(
      UnaryOperator<Session> look) {
    return session -> {
      var looked = look.apply(session);
      return Decision.store(looked, looked);
    };
  }

  private static CompletionStage<List<Session>> sweepAll(SessionStore node, List<Session> looked) {
    return node.sweep(SOON, 10, looking(SessionStoreContract::endIdle))
        .thenCompose(
            batch -> {
              looked.addAll(batch);
              return batch.size() < 10
                  ? CompletableFuture.completedFuture(looked)
                  : sweepAll(node, looked);
            });
  }

  private static Instant after(int seconds) {
    return T0.plusSeconds(seconds);
  }

  private static Set<SessionId> ids(Collection<Session> sessions) {
    return sessions.stream().map(Session::id).collect(Collectors.toSet());
  }

  private static List<Session> inSearchOrder(List<Session> sessions) {
    return sessions.stream()
        .sorted(
            Comparator.comparing((Session each) -> each.times().createdAt())
                .thenComparing(Session::id)
                .reversed())
        .toList();
  }

  private static Set<String> without(Set<String> labels, String label) {
    return labels.stream().filter(each -> !each.equals(label)).collect(Collectors.toSet());
  }

  private static Arguments filtered(String name, SessionFilter filter, Set<String> wanted) {
    return Arguments.of(named(name, filter), wanted);
  }

  private static SessionFilter ofUser(UserId user) {
    return of(Optional.of(user), Optional.empty());
  }

  private static SessionFilter of(Optional<UserId> user, Optional<String> policy) {
    return new SessionFilter(
        user,
        Optional.empty(),
        policy.map(PolicyName::new),
        false,
        Optional.empty(),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  private static SessionFilter at(String address) {
    return new SessionFilter(
        Optional.empty(),
        Optional.of(new IpAddress(address)),
        Optional.empty(),
        false,
        Optional.empty(),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  private static SessionFilter unended(boolean only) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        only,
        Optional.empty(),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  private static SessionFilter overBy(Instant instant) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(instant),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  private static SessionFilter opened(Optional<Instant> from, Optional<Instant> before) {
    return spans(new Span(from, before), Span.ALWAYS);
  }

  private static SessionFilter active(Optional<Instant> from, Optional<Instant> before) {
    return spans(Span.ALWAYS, new Span(from, before));
  }

  private static SessionFilter spans(Span opened, Span active) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        opened,
        active);
  }

  private static SampleSessions rich() {
    return session()
        .of(new UserId("Ada Löve 🗝 " + freshUser()))
        .policy("kiosk")
        .client("shöp")
        .at("2001:db8::1")
        .on(phone())
        .openedAt(T0.plusMillis(1))
        .authenticatedAt(T0.minusMillis(2))
        .authenticatedBy(List.of("pwd", "otp"), "urn:größe")
        .idleSince(T0.plusMillis(3))
        .expiresAt(T0.plusMillis(4))
        .dueAt(T0.plusMillis(5))
        .generation(7)
        .seen(6)
        .rotatedAt(T0.plusMillis(6))
        .awaiting(VERIFIER)
        .attributes(everyKindOfJson())
        .ended(EndReason.EVICTED, T0.plusMillis(8));
  }

  private static Device phone() {
    return new Device(
        Optional.of(DeviceType.MOBILE),
        Optional.of("Android"),
        Optional.of("16"),
        Optional.of("Chrome Mobile"),
        Optional.of("142.0"));
  }

  private static Json.Object everyKindOfJson() {
    var members = new LinkedHashMap<String, Json>();
    members.put("z", new Json.Text("grüße 🗝 \"quoted\" \\ \n\t\r \u0000 \u001f / \u2028"));
    members.put("", new Json.Text(""));
    members.put("a\u0000\"ü🗝", new Json.Whole(0));
    members.put("most", new Json.Whole(Long.MAX_VALUE));
    members.put("least", new Json.Whole(Long.MIN_VALUE));
    members.put("pi", new Json.Real(Math.PI));
    members.put("whole real", new Json.Real(5.0));
    members.put("vast", new Json.Real(Double.MAX_VALUE));
    members.put("tiny", new Json.Real(Double.MIN_VALUE));
    members.put("below zero", new Json.Real(-0.0));
    members.put("yes", new Json.Bool(true));
    members.put("no", new Json.Bool(false));
    members.put("nothing", new Json.Null());
    members.put("no items", new Json.Array(List.of()));
    members.put("no members", Json.Object.EMPTY);
    members.put(
        "items",
        new Json.Array(
            List.of(
                new Json.Whole(1),
                new Json.Text("2"),
                new Json.Null(),
                new Json.Array(List.of(new Json.Array(List.of()))),
                new Json.Object(Map.of("inner", new Json.Real(1e-7))))));
    return new Json.Object(members);
  }
}
