package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.inOneGo;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Horizon;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sweeping, purging and counting. */
abstract class SessionSweepCases extends SessionStoreCases {
  SessionSweepCases(SessionStoreContract contract) {
    super(contract);
  }

  // -------------------------------------------------------------------------------------- sweep

  @Test
  void theSweeperLooksAtWhatIsDueAndAtNothingElse() {
    var overdue = opened(session().dueAt(SOON.minusMillis(1)));
    var due = opened(session().dueAt(SOON));
    var later = opened(session().dueAt(SOON.plusMillis(1)));
    opened(session().dueAt(SOON).ended(EndReason.LOGOUT, SOON));

    var looked = answer(store().sweep(SOON, 100, looking(SessionStoreCases::defer)));

    assertEquals(Set.of(overdue.id(), due.id()), ids(looked));
    assertEquals(Optional.of(later), answer(store().find(later.id())));
  }

  @Test
  void whatTheSweeperEndsHasEnded() {
    var session = opened(session().dueAt(SOON));

    var looked = answer(store().sweep(SOON, 100, looking(SessionStoreCases::endIdle)));

    assertEquals(List.of(endIdle(session)), looked);
    assertEquals(Optional.of(endIdle(session)), answer(store().find(session.id())));
    assertEquals(Optional.of(endIdle(session)), answer(secondNode().find(session.id())));
    assertEquals(List.of(), unended(session.userId()));
    assertEquals(List.of(), answer(store().sweep(SOON, 100, looking(SessionStoreCases::endIdle))));
  }

  @Test
  void whatTheSweeperDefersIsDueLater() {
    var session = opened(session().dueAt(SOON));

    var looked = answer(store().sweep(SOON, 100, looking(SessionStoreCases::defer)));

    assertEquals(List.of(defer(session)), looked);
    assertEquals(Optional.of(defer(session)), answer(secondNode().find(session.id())));
    assertEquals(
        List.of(),
        answer(store().sweep(after(60).minusMillis(1), 100, looking(SessionStoreCases::endIdle))));
    assertEquals(
        Set.of(session.id()),
        ids(answer(secondNode().sweep(after(60), 100, looking(SessionStoreCases::endIdle)))));
  }

  @Test
  void whatTheSweeperLeavesAsItIsStaysSo() {
    var session = opened(session().dueAt(SOON));

    answer(store().sweep(SOON, 100, looking(each -> each)));

    assertEquals(Optional.of(session), answer(store().find(session.id())));
    assertEquals(
        Set.of(session.id()),
        ids(answer(store().sweep(SOON, 100, looking(SessionStoreCases::defer)))));
  }

  @Test
  void theSweeperLooksAtNoMoreThanTheLimitTheLongestDueFirst() {
    var sessions = new ArrayList<Session>();
    for (var millis : List.of(4, 1, 5, 2, 3)) {
      sessions.add(opened(session().dueAt(T0.plusMillis(millis))));
    }

    var first = answer(store().sweep(SOON, 2, looking(SessionStoreCases::endIdle)));
    var second = answer(store().sweep(SOON, 2, looking(SessionStoreCases::endIdle)));
    var third = answer(store().sweep(SOON, 2, looking(SessionStoreCases::endIdle)));

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
                        : node(i).update(sessions.get(i % 20).id(), SessionStoreCases::refresh))
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

    answer(store().sweep(after(2), 100, looking(SessionStoreCases::endIdle)));
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

    assertEquals(Optional.empty(), answer(store().update(ended.id(), SessionStoreCases::see)));
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
}
