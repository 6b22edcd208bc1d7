package dev.sojourn.faults.check;

import static dev.sojourn.faults.check.Told.issued;
import static dev.sojourn.faults.check.Told.lost;
import static dev.sojourn.faults.check.Told.refresh;
import static dev.sojourn.faults.check.Told.refused;
import static dev.sojourn.faults.check.Told.tokens;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckerTest {
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private static Set<Promise> brokenIn(Told told) {
    return new Checker(OVERLAP, false).check(told.operations()).promises();
  }

  static Stream<Named<Told>> good() {
    return Stream.of(
        Named.of(
            "a session from its opening to its end",
            new Told().opened().refreshed(1).refreshed(2).ended().stored(3, "revoked")),
        Named.of(
            "the previous token is answered with the same successor",
            new Told().opened().refreshed(1).refreshed(1).refreshed(2).stored(3)),
        Named.of(
            "two tabs at once", new Told().opened().refreshed(1).during().refreshed(1).stored(2)),
        Named.of(
            "a lost answer that happened",
            new Told().opened().on(refresh(1, 1), lost()).refreshed(1).stored(2)),
        Named.of(
            "a lost answer that never happened",
            new Told().opened().on(refresh(1, 1), lost()).stored(1)),
        Named.of(
            "a lost answer that happened long after",
            new Told()
                .opened()
                .by(Actor.RACER)
                .on(new Call.End(), lost())
                .refreshed(1)
                .refreshed(2)
                .on(refresh(1, 3), refused("revoked"))
                .stored(3, "revoked")),
        Named.of(
            "a lost re-authentication voids the tokens",
            new Told()
                .by(Actor.RACER)
                .opened()
                .on(new Call.Reauthenticate(), lost())
                .on(refresh(1, 1), refused())
                .stored(1)),
        Named.of(
            "an old token ends the session",
            new Told()
                .by(Actor.RACER)
                .opened()
                .refreshed(1)
                .refreshed(2)
                .on(refresh(1, 1), refused("token_reuse"))
                .on(refresh(1, 3), refused("token_reuse"))
                .stored(3, "token_reuse")),
        Named.of(
            "re-authentication begins another chain",
            new Told()
                .opened()
                .refreshed(1)
                .on(new Call.Reauthenticate(), issued(3, 1))
                .on(refresh(3, 1), issued(3, 2))
                .stored(2)),
        Named.of(
            "of two exchanges at once one wins",
            new Told()
                .openedWithCode()
                .on(new Call.Exchange(), refused())
                .during()
                .on(new Call.Exchange(), issued(3, 1))
                .on(refresh(3, 1), issued(3, 2))
                .stored(2)),
        Named.of(
            "an end that races with a refresh, which is answered after it",
            new Told().opened().ended().during().refreshed(1).stored(2, "revoked")),
        Named.of(
            "another node hears of an end within a second",
            new Told()
                .opened()
                .ended()
                .after(900)
                .verified(1, new Answer.Done())
                .verified(1, refused())
                .stored(1, "revoked")),
        Named.of(
            "failures that are counted once each, and one perhaps",
            new Told()
                .failedLogin("ada", 1, false)
                .on("ada", 0, new Call.Attempt(), lost())
                .failedLogin("ada", 3, false)
                .on("ada", 0, new Call.Look(), new Answer.Counted(3, false))),
        Named.of(
            "a lockout that stays",
            new Told()
                .failedLogin("ada", 1, false)
                .failedLogin("ada", 2, true)
                .failedLogin("ada", 2, true)),
        Named.of(
            "after a restore a client goes on with a token that is ahead",
            new Told()
                .opened()
                .refreshed(1)
                .backedUp()
                .refreshed(2)
                .refreshed(3)
                .restored()
                .refreshed(4)
                .refreshed(4)
                .refreshed(5)
                .stored(6)),
        Named.of(
            "a lost answer, and then a restore",
            new Told()
                .opened()
                .backedUp()
                .refreshed(1)
                .on(refresh(1, 2), lost())
                .restored()
                .refreshed(2)
                .stored(3)),
        Named.of(
            "a backup that takes its time",
            new Told().opened().refreshed(1).backedUp().during().refreshed(2).restored().stored(3)),
        Named.of(
            "a restore loses an end",
            new Told().opened().backedUp().ended().restored().refreshed(1).stored(2)),
        Named.of(
            "a restore loses an exchange, and its tokens are good",
            new Told()
                .openedWithCode()
                .backedUp()
                .on(new Call.Exchange(), issued(3, 1))
                .on(refresh(3, 1), issued(3, 2))
                .restored()
                .on(refresh(3, 2), issued(3, 3))
                .stored(3)),
        Named.of(
            "a restore loses a session",
            new Told()
                .backedUp()
                .on(new Call.Open(false), issued(2, 1))
                .restored()
                .after(999)
                .on(new Call.Verify(tokens(2, 1)), new Answer.Done())
                .on(refresh(2, 1), refused())
                .on(new Call.Look(), new Answer.Gone())),
        Named.of(
            "a restore loses a re-authentication, and the client has to log in again",
            new Told()
                .opened()
                .backedUp()
                .on(new Call.Reauthenticate(), issued(3, 1))
                .restored()
                .on(refresh(3, 1), refused())
                .on(new Call.Verify(tokens(3, 1)), refused())
                .stored(1)),
        Named.of(
            "a restore loses failures",
            new Told()
                .failedLogin("ada", 1, false)
                .backedUp()
                .failedLogin("ada", 2, true)
                .restored()
                .failedLogin("ada", 2, false)),
        Named.of(
            "what lived again is cut off",
            new Told()
                .opened()
                .backedUp()
                .ended()
                .restored()
                .stored(1)
                .after(2_000)
                .verified(1, new Answer.Done())
                .cutOff(0)
                .after(900)
                .verified(1, new Answer.Done())
                .verified(1, refused())));
  }

  @ParameterizedTest
  @MethodSource("good")
  void aHistoryThatKeepsAllPromisesIsAccepted(Told told) {
    assertEquals(List.of(), new Checker(OVERLAP, false).check(told.operations()).broken());
  }

  static Stream<Arguments> planted() {
    return Stream.of(
        planted(
            "an opening that was acknowledged is gone",
            Promise.DURABLE,
            new Told().opened().on(new Call.Look(), new Answer.Gone())),
        planted(
            "a rotation that was acknowledged is gone",
            Promise.DURABLE,
            new Told().opened().refreshed(1).refreshed(2).stored(2)),
        planted(
            "an end that was acknowledged is gone",
            Promise.DURABLE,
            new Told().opened().ended().stored(1)),
        planted(
            "a re-authentication that was acknowledged is gone",
            Promise.DURABLE,
            new Told().opened().refreshed(1).on(new Call.Reauthenticate(), issued(3, 1)).stored(2)),
        planted(
            "a failure that was acknowledged is not counted",
            Promise.DURABLE,
            new Told()
                .failedLogin("ada", 1, false)
                .failedLogin("ada", 2, false)
                .on("ada", 0, new Call.Look(), new Answer.Counted(1, false))),
        planted(
            "a lockout that was acknowledged is gone",
            Promise.DURABLE,
            new Told().failedLogin("ada", 1, true).failedLogin("ada", 2, false)),
        planted(
            "a failure is counted twice",
            Promise.ATOMIC,
            new Told().failedLogin("ada", 1, false).failedLogin("ada", 3, false)),
        planted(
            "two failures are counted as one",
            Promise.ATOMIC,
            new Told().failedLogin("ada", 1, false).during().failedLogin("ada", 1, false)),
        planted(
            "two different successors for one token",
            Promise.ATOMIC,
            new Told()
                .opened()
                .refreshed(1)
                .during()
                .on(refresh(1, 1), new Answer.Issued(new Tokens(1, 2, "another", "another")))
                .stored(2)),
        planted(
            "two exchanges of one code win",
            Promise.ATOMIC,
            new Told()
                .openedWithCode()
                .on(new Call.Exchange(), issued(2, 1))
                .during()
                .on(new Call.Exchange(), issued(3, 1))
                .stored(1)),
        planted(
            "a refresh after the end",
            Promise.ATOMIC,
            new Told().opened().ended().refreshed(1).stored(2, "revoked")),
        planted(
            "an old token is answered",
            Promise.ATOMIC,
            new Told().opened().refreshed(1).refreshed(2).refreshed(1).stored(3)),
        planted(
            "a token of before a re-authentication is answered",
            Promise.ATOMIC,
            new Told().opened().on(new Call.Reauthenticate(), issued(2, 1)).refreshed(1).stored(2)),
        planted(
            "a good token is refused",
            Promise.ATOMIC,
            new Told().by(Actor.RACER).opened().on(refresh(1, 1), refused()).stored(1)),
        planted(
            "a token is taken more than a second after the end",
            Promise.REVOKED,
            new Told()
                .opened()
                .ended()
                .after(1_000)
                .verified(1, new Answer.Done())
                .stored(1, "revoked")),
        planted(
            "a token is taken more than a second after a re-authentication",
            Promise.REVOKED,
            new Told()
                .opened()
                .on(new Call.Reauthenticate(), issued(2, 1))
                .after(1_000)
                .verified(1, new Answer.Done())
                .stored(1)),
        planted(
            "an honest client is refused with token_reuse",
            Promise.NOT_LOGGED_OUT,
            new Told()
                .opened()
                .refreshed(1)
                .on(refresh(1, 1), lost())
                .refreshed(2)
                .on(refresh(1, 3), refused("token_reuse"))
                .stored(3, "token_reuse")),
        planted(
            "an honest client's access token is refused",
            Promise.NOT_LOGGED_OUT,
            new Told().opened().verified(1, refused()).stored(1)),
        planted(
            "an honest client's session has ended behind its back",
            Promise.NOT_LOGGED_OUT,
            new Told().opened().stored(1, "token_reuse")),
        planted(
            "after a restore a token that is ahead is taken for a copy",
            Promise.RESTORE_PROOF,
            new Told()
                .opened()
                .backedUp()
                .refreshed(1)
                .refreshed(2)
                .restored()
                .on(refresh(1, 3), refused("token_reuse"))
                .stored(1, "token_reuse")),
        planted(
            "after a restore a token that is ahead is not known",
            Promise.RESTORE_PROOF,
            new Told().opened().backedUp().refreshed(1).restored().on(refresh(1, 2), refused())),
        planted(
            "after a restore an access token that is ahead is refused",
            Promise.RESTORE_PROOF,
            new Told()
                .opened()
                .backedUp()
                .refreshed(1)
                .restored()
                .on(new Call.Verify(tokens(1, 2)), refused())),
        planted(
            "after a restore the tokens of a lost exchange are not known",
            Promise.RESTORE_PROOF,
            new Told()
                .openedWithCode()
                .backedUp()
                .on(new Call.Exchange(), issued(3, 1))
                .restored()
                .on(refresh(3, 1), refused())),
        planted(
            "a node remembers a session that a restore has lost",
            Promise.RESTORE_PROOF,
            new Told()
                .backedUp()
                .on(new Call.Open(false), issued(2, 1))
                .restored()
                .after(1_001)
                .on(new Call.Verify(tokens(2, 1)), new Answer.Done())),
        planted(
            "a node remembers a secret that a restore has lost",
            Promise.RESTORE_PROOF,
            new Told()
                .opened()
                .backedUp()
                .on(new Call.Reauthenticate(), issued(3, 1))
                .restored()
                .after(1_001)
                .on(new Call.Verify(tokens(3, 1)), new Answer.Done())),
        planted(
            "a session of before the backup is gone after the restore",
            Promise.DURABLE,
            new Told().opened().backedUp().restored().on(new Call.Look(), new Answer.Gone())),
        planted(
            "an end of before the backup is gone after the restore",
            Promise.DURABLE,
            new Told().opened().ended().backedUp().restored().stored(1)),
        planted(
            "an end of before the backup is not heeded after the restore",
            Promise.REVOKED,
            new Told()
                .opened()
                .ended()
                .backedUp()
                .restored()
                .after(1_000)
                .verified(1, new Answer.Done())),
        planted(
            "a rotation after the restore is gone",
            Promise.DURABLE,
            new Told().opened().backedUp().refreshed(1).restored().refreshed(2).stored(2)),
        planted(
            "a failure after the restore is gone",
            Promise.DURABLE,
            new Told()
                .backedUp()
                .restored()
                .failedLogin("ada", 1, false)
                .failedLogin("ada", 1, false)),
        planted(
            "a node takes a token more than a second after a cut-off",
            Promise.REVOKED,
            new Told()
                .opened()
                .backedUp()
                .ended()
                .restored()
                .stored(1)
                .cutOff(0)
                .after(1_000)
                .verified(1, new Answer.Done())),
        planted(
            "a cut-off ends what began after it",
            Promise.RESTORE_PROOF,
            new Told().backedUp().restored().opened().stored(1).cutOff(5).verified(1, refused())),
        planted(
            "an answer that is none",
            Promise.BOUNDED,
            new Told().opened().on(refresh(1, 1), new Answer.Wrong(500, "")).stored(1)));
  }

  private static Arguments planted(String what, Promise promise, Told told) {
    return Arguments.of(Named.of(what, promise), told);
  }

  @ParameterizedTest
  @MethodSource("planted")
  void aPlantedFaultIsFound(Promise promise, Told told) {
    var broken = brokenIn(told);

    assertTrue(broken.contains(promise), () -> "found " + broken);
  }

  @Test
  void aRequestWithoutAnswerBreaksAPromiseOnlyWhereNothingElseIsBroken() {
    var told = new Told().opened().on(refresh(1, 1), lost()).stored(1).operations();

    assertEquals(Set.of(), new Checker(OVERLAP, false).check(told).promises());
    assertEquals(Set.of(Promise.BOUNDED), new Checker(OVERLAP, true).check(told).promises());
  }

  @Test
  void p99OfAllNodesMustBeWithin100Milliseconds() {
    var told = new Told();
    for (var i = 0; i < 200; i++) {
      var late = i % 50 == 0 ? 200 : 20;
      told.on("s" + i, 0, new Call.Open(false), issued(i, 1))
          .on("s" + i, 0, new Call.End(), new Answer.Done())
          .after(late)
          .on("s" + i, 1, new Call.Verify(tokens(i, 1)), new Answer.Done());
    }

    var lags = new Checker(OVERLAP, false).check(told.operations()).lags();

    assertEquals(Set.of(), new Checker(OVERLAP, false).check(told.operations()).promises());
    assertEquals(Optional.of(Promise.REVOKED), Checker.judge(lags).map(Broken::promise));
    assertEquals(Optional.empty(), Checker.judge(lags.subList(0, 190)));
  }

  @Test
  void anAnswerAfterEightSecondsIsLate() {
    var told = new Told().opened();
    told.on(refresh(1, 1), issued(1, 2)).after(8_000).during().on(refresh(1, 1), issued(1, 2));
    told.stored(2);

    var checker = new Checker(OVERLAP, true);

    assertEquals(Set.of(Promise.BOUNDED), checker.check(told.operations()).promises());
  }

  @Test
  void theExcerptShowsWhoAskedWhatWhenAndWhatCameBack() {
    var told = new Told().opened().ended().refreshed(1);

    var text = new Checker(OVERLAP, false).check(told.operations()).broken().getFirst().text();

    assertEquals(
        """
        atomic: no order explains the answer of #3 (session)
              0.0 ..       1.0 ms  #1 HONEST at node 0: Open[withCode=false] -> tokens 1/1
              2.0 ..       3.0 ms  #2 HONEST at node 0: End[] -> Done[]
              4.0 ..       5.0 ms  #3 HONEST at node 0: Refresh[presented=tokens 1/1] -> tokens 1/2"""
            .indent(0)
            .stripTrailing()
            .replaceAll("(?m)^ +", "        "),
        text.replaceAll("(?m)^ +", "        "));
  }
}
