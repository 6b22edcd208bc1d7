package dev.sojourn.application.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searching, finding and listing: what reads sessions judges them. */
class SearchSessionsTest {
  private final FakePlatform platform = new FakePlatform();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 200})
  void pagesShowEverySessionOnceTheLatestOpenedFirst(int limit) {
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 7; i++) {
      sessions.addFirst(platform.has(session().openedAt(T0.plusMillis(i))));
    }

    assertEquals(sessions, all(query(Optional.empty()), limit));
  }

  @Test
  void aPageThatIsFullAndTheLastHasNoNext() {
    platform.has(session());
    platform.has(session());

    var page =
        answer(
            platform.searchSessions.search(
                query(Optional.empty()), SessionReach.ALL, Optional.empty(), 2));

    assertEquals(2, page.items().size());
    assertEquals(Optional.empty(), page.next());
  }

  @Test
  void aPageThatHasANextSaysAfterWhich() {
    var first = platform.has(session());
    platform.has(session().openedAt(T0.plusMillis(1)));
    platform.has(session().openedAt(T0.minusMillis(1)));

    var page =
        answer(
            platform.searchSessions.search(
                query(Optional.empty()), SessionReach.ALL, Optional.empty(), 2));

    assertEquals(Optional.of(Position.of(first)), page.next());
  }

  @Test
  void activeAndEndedAreToldByTheRulesNotByWhatIsRecorded() {
    var recorded = platform.has(session().ended(EndReason.LOGOUT, T0));
    var over = platform.has(session());
    var alive =
        platform.has(
            session().openedAt(T0.plusMillis(1)).idleSince(T0.plus(Duration.ofMinutes(59))));
    platform.clock.pass(Duration.ofHours(1));

    assertEquals(List.of(alive), all(query(Optional.of(SessionState.ACTIVE)), 10));
    assertEquals(
        List.of(recorded, over).stream().map(Session::id).sorted().toList(),
        all(query(Optional.of(SessionState.ENDED)), 10).stream()
            .map(Session::id)
            .sorted()
            .toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10})
  void whatFallsOutOfAPageIsFilledUp(int limit) {
    var active = new ArrayList<Session>();
    for (var i = 0; i < 60; i++) {
      var opened = session().openedAt(T0.plusMillis(i));
      // Most are over without being recorded so.
      if (i % 10 == 0) {
        active.addFirst(platform.has(opened.idleSince(T0.plus(Duration.ofMinutes(30)))));
      } else {
        platform.has(opened);
      }
    }
    platform.clock.pass(Duration.ofMinutes(61));

    assertEquals(active, all(query(Optional.of(SessionState.ACTIVE)), limit));
  }

  @Test
  void aSessionIsFoundWithItsVerdict() {
    var session = platform.has(session());

    assertTrue(
        answer(platform.findSession.find(session.id(), SessionReach.ALL)).orElseThrow().isActive());

    platform.clock.pass(Duration.ofHours(1));
    assertEquals(
        Optional.of(Judged.at(platform.clock.instant(), session, platform.policies)),
        answer(platform.findSession.find(session.id(), SessionReach.ALL)));
  }

  @Test
  void theSessionsOfAUserAreListedWithTheNewestActivityFirst() {
    var user = freshUser();
    var over = platform.has(session().of(user));
    var alive = platform.has(session().of(user).idleSince(T0.plus(Duration.ofMinutes(30))));
    platform.has(session());
    platform.clock.pass(Duration.ofHours(1));

    assertEquals(
        List.of(alive, over),
        sessions(
            answer(platform.listSessionsOfUser.list(user, Optional.empty(), SessionReach.ALL))));
    assertEquals(
        List.of(alive),
        sessions(
            answer(
                platform.listSessionsOfUser.list(
                    user, Optional.of(SessionState.ACTIVE), SessionReach.ALL))));
    assertEquals(
        List.of(over),
        sessions(
            answer(
                platform.listSessionsOfUser.list(
                    user, Optional.of(SessionState.ENDED), SessionReach.ALL))));
  }

  private List<Session> all(SessionQuery query, int limit) {
    var found = new ArrayList<Session>();
    Optional<Position> after = Optional.empty();
    do {
      var page = answer(platform.searchSessions.search(query, SessionReach.ALL, after, limit));
      assertTrue(page.items().size() <= limit);
      found.addAll(sessions(page.items()));
      after = page.next();
    } while (after.isPresent() && found.size() < 100);
    return found;
  }

  private static List<Session> sessions(List<Judged> judged) {
    return judged.stream().map(Judged::session).toList();
  }

  private static SessionQuery query(Optional<SessionState> state) {
    return new SessionQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        state,
        Span.ALWAYS,
        Span.ALWAYS,
        Optional.empty());
  }
}
