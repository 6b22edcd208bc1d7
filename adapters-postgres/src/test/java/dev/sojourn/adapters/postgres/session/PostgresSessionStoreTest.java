package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.inOneGo;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.contract.SessionStoreContract;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresSessionStoreTest extends SessionStoreContract {
  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Override
  protected SessionStore store() {
    return nodes.one.sessions();
  }

  @Override
  protected SessionStore secondNode() {
    return nodes.other.sessions();
  }

  @Override
  protected void empty() {
    nodes.empty();
  }

  @Test
  void anEndOnOneNodeIsHeardByTheOthersThatRememberTheSession() {
    var session = opened();
    assertEquals(Optional.of(session), recalled(nodes.other.sessions(), session));
    end(session);
    eventually(() -> isOver(nodes.other.sessions(), session));
  }

  @Test
  void anEndOnTheNodeItselfIsKnownAtOnce() {
    var session = opened();
    assertEquals(Optional.of(session), recalled(store(), session));
    end(session);
    assertTrue(isOver(store(), session));
  }

  @Test
  void aNewSecretOnOneNodeIsHeardByTheOthersToo() {
    var session = opened();
    recalled(nodes.other.sessions(), session);
    var anew =
        session.reauthenticated(
            session.authentication(), freshSecret(), T0.plusSeconds(1), SessionPolicy.DEFAULT);
    answer(store().update(session.id(), _ -> Decision.store(anew, true)));
    eventually(
        () ->
            recalled(nodes.other.sessions(), session)
                .map(Session::rotation)
                .equals(Optional.of(anew.rotation())));
  }

  @Test
  void aNodeThatDidNotHearAsksTheDatabase() {
    var session = opened();
    recalled(nodes.other.sessions(), session);
    nodes.deafen();
    end(session);
    eventually(() -> isOver(nodes.other.sessions(), session));
  }

  @Test
  void thousandsOfEndsAtOnceAreAllHeard() {
    var sessions = IntStream.range(0, 900).mapToObj(_ -> opened()).toList();
    sessions.forEach(session -> recalled(nodes.other.sessions(), session));
    inOneGo(sessions.size(), n -> ending(sessions.get(n)));
    for (var session : sessions) {
      eventually(() -> isOver(nodes.other.sessions(), session));
    }
  }

  /** By the database's clock; what it says is little, and never nothing known. */
  @Test
  void bothNodesKnowHowLongItTookThemToHear() {
    for (var meter : List.of(nodes.meterOfOne, nodes.meterOfOther)) {
      meter.lags.clear();
      eventually(
          () -> {
            end(opened());
            return !meter.lags.isEmpty();
          });
      assertTrue(meter.lags.getFirst().compareTo(Duration.ofMinutes(1)) < 0);
    }
  }

  private Session opened() {
    var session = SampleSessions.session().build();
    return answer(store().update(session.id(), _ -> Decision.store(session, session)));
  }

  private void end(Session session) {
    answer(ending(session));
  }

  private CompletionStage<Boolean> ending(Session session) {
    return store()
        .update(
            session.id(),
            stored ->
                Decision.store(
                    stored.orElseThrow().endedBy(new End(EndReason.REVOKED, T0.plusSeconds(5))),
                    true));
  }

  /** As a verification comes to know of it. */
  private static Optional<Session> recalled(SessionStore node, Session session) {
    return node.recall(session.id()).or(() -> answer(node.find(session.id())));
  }

  private static boolean isOver(SessionStore node, Session session) {
    return recalled(node, session).stream().anyMatch(found -> found.end().isPresent());
  }
}
