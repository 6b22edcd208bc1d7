package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.RefreshOutcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Activity. */
abstract class SessionActivityCases extends SessionStoreCases {
  SessionActivityCases(SessionStoreContract contract) {
    super(contract);
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
        Optional.of(touched), answer(store().update(session.id(), SessionStoreCases::see)));
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
        answer(secondNode().update(session.id(), SessionStoreCases::see)));
  }

  @Test
  void activityThatADecisionSawIsStoredWithIt() {
    var session = opened(session());
    store().touch(activity(session, 1, SOON));

    var rotated = answer(store().update(session.id(), SessionStoreCases::rotate));

    assertEquals(SOON, rotated.times().lastActivityAt());
    assertEquals(Optional.of(rotated), answer(store().find(session.id())));
    assertEquals(
        Optional.of(rotated), answer(secondNode().update(session.id(), SessionStoreCases::see)));
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
        answer(store().update(session.id(), SessionStoreCases::rotate))
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
        answer(store().update(session.id(), SessionStoreCases::see))
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
    assertEquals(Optional.of(ended), answer(store().update(ended.id(), SessionStoreCases::see)));
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
    assertEquals(Optional.empty(), answer(store().update(unknown.id(), SessionStoreCases::see)));
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
            return node(i / 2).update(session.id(), SessionStoreCases::rotate);
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
}
