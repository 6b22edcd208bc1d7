package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.Decision;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.EndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Deciding on all sessions of a user. */
abstract class SessionsOfUserCases extends SessionStoreCases {
  SessionsOfUserCases(SessionStoreContract contract) {
    super(contract);
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
                                        .map(
                                            each ->
                                                each.end(
                                                    EndReason.EVICTED,
                                                    SOON,
                                                    EffectiveRules.of(POLICY))),
                                    Stream.of(added))
                                .toList(),
                            "the result")));

    assertEquals("the result", result);
    assertEquals(
        Optional.of(evicted.end(EndReason.EVICTED, SOON, EffectiveRules.of(POLICY))),
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
                                  .map(
                                      each ->
                                          each.end(
                                              EndReason.EVICTED, SOON, EffectiveRules.of(POLICY)))
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
                                  .map(
                                      each ->
                                          each.end(
                                              EndReason.EVICTED, SOON, EffectiveRules.of(POLICY)))
                                  .toList(),
                              0));
            });

    var left = answer(store().ofUser(user, 100));
    assertTrue(left.stream().allMatch(each -> each.end().isPresent()));
    assertEquals(
        results.stream().mapToInt(rotations -> rotations).sum(),
        left.stream().mapToInt(each -> each.rotation().generation().value() - 1).sum());
  }
}
