package dev.sojourn.adapters.postgres.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionCacheTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final SessionCache cache = new SessionCache(100);
  private final Session session = SampleSessions.session().build();

  SessionCacheTest() {
    cache.trust(System.nanoTime(), LONG);
  }

  private void bring(Session brought, long version) {
    var passage = cache.begin();
    passage.bring(new Versioned<>(brought, version));
    passage.end();
  }

  @Test
  void whatWasBroughtInIsRecalled() {
    bring(session, 1);
    assertEquals(Optional.of(session), cache.recall(session.id()));
  }

  @Test
  void nothingIsRecalledBeyondTheTimeItIsTrusted() {
    bring(session, 1);
    cache.trust(System.nanoTime(), Duration.ZERO);
    assertEquals(Optional.empty(), cache.recall(session.id()));
    assertEquals(
        Map.of(session.id(), new Versioned<>(session, 1)), cache.remembered(List.of(session.id())));
  }

  @Test
  void aSessionThatIsForgottenIsNotRecalled() {
    bring(session, 1);
    cache.forget(List.of(session.id()));
    assertEquals(Optional.empty(), cache.recall(session.id()));
  }

  @Test
  void whatWasOnItsWayWhenItsEndWasAnnouncedIsNotBroughtIn() {
    var passage = cache.begin();
    cache.forget(List.of(session.id()));
    passage.bring(new Versioned<>(session, 1));
    passage.end();
    assertEquals(Optional.empty(), cache.recall(session.id()));
  }

  @Test
  void whatWasOnItsWayWhenNothingCouldBeHeardIsNotBroughtIn() {
    var passage = cache.begin();
    cache.drop();
    cache.trust(System.nanoTime(), LONG);
    passage.bring(new Versioned<>(session, 1));
    passage.end();
    assertEquals(Optional.empty(), cache.recall(session.id()));
  }

  @Test
  void anEarlierVersionDoesNotReplaceALaterOne() {
    var later =
        session.withAttributes(new Attributes(new Json.Object(Map.of("a", new Json.Whole(1)))));
    bring(later, 2);
    bring(session, 1);
    assertEquals(
        Map.of(session.id(), new Versioned<>(later, 2)), cache.remembered(List.of(session.id())));
  }

  @Test
  void aSessionThatHasEndedIsNotKept() {
    bring(session, 1);
    bring(session.endedBy(new End(EndReason.REVOKED, session.times().createdAt())), 2);
    assertEquals(Optional.empty(), cache.recall(session.id()));
  }

  @Test
  void activityIsSeenBeforeItIsWrittenAndItsVersionFollows() {
    bring(session, 1);
    var activity =
        new Activity(
            session.id(),
            session.rotation().secret(),
            session.rotation().generation(),
            session.times().lastActivityAt().plusSeconds(90));
    cache.touched(activity);
    assertEquals(Optional.of(session.touched(activity)), cache.recall(session.id()));
    cache.touchWritten(session.id(), 2);
    assertEquals(
        Map.of(session.id(), new Versioned<>(session.touched(activity), 2)),
        cache.remembered(List.of(session.id())));
    cache.touchWritten(session.id(), 9); // another node has written as well
    assertEquals(
        Map.of(session.id(), new Versioned<>(session.touched(activity), 2)),
        cache.remembered(List.of(session.id())));
  }

  @Test
  void aCacheOfNoneKeepsNone() {
    var none = new SessionCache(0);
    none.trust(System.nanoTime(), LONG);
    var passage = none.begin();
    passage.bring(new Versioned<>(session, 1));
    passage.end();
    assertEquals(Optional.empty(), none.recall(session.id()));
  }
}
