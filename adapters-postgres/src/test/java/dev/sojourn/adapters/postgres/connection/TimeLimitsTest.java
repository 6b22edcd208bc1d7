package dev.sojourn.adapters.postgres.connection;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.StoreFailure;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * No call of the store waits forever, and what is in the way of one is not in the way of others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeLimitsTest {
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String READ_ONLY_TRANSACTION = "25006";
  private static final String SUCCESSFUL_COMPLETION = "00000";

  private final TwoNodes nodes = new TwoNodes();

  @AfterAll
  void close() {
    nodes.close();
  }

  @Test
  void whatSomebodyHoldsLockedIsGivenUp() throws SQLException {
    var sessions = nodes.one.sessions();
    var held = session().build();
    answer(sessions.open(held, Cause.sweeper(T0)));
    try (var other = TestPostgres.connect(nodes.url);
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select 1 from session where id = '" + held.id() + "' for update");
      var failure =
          failure(
              sessions.update(
                  held.id(),
                  stored ->
                      Decision.store(
                          stored.orElseThrow().endedBy(new End(EndReason.REVOKED, T0)), true)));
      assertEquals(
          LOCK_NOT_AVAILABLE, assertInstanceOf(StoreFailure.class, rootOf(failure)).code());
      other.rollback();
    }
    // and nothing is amiss afterwards
    answer(
        sessions.update(
            held.id(),
            stored ->
                Decision.store(
                    stored.orElseThrow().endedBy(new End(EndReason.REVOKED, T0)), true)));
    assertTrue(answer(sessions.find(held.id())).orElseThrow().end().isPresent());
  }

  @Test
  void aReadThatLosesItsConnectionIsAskedAgainOnAnother() throws SQLException {
    var sessions = nodes.one.sessions();
    var opened = session().build();
    answer(sessions.open(opened, Cause.sweeper(T0)));
    try (var other = TestPostgres.connect(nodes.url);
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table session in access exclusive mode");
      var found = sessions.find(opened.id());
      eventually(() -> nodes.waitForLocks() > 0);
      nodes.cutAll();
      other.rollback();
      assertEquals(Optional.of(opened), answer(found));
    }
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsNotWaitedFor() throws IOException, InterruptedException {
    var sessions = nodes.other.sessions();
    answer(sessions.ping());
    var stopped = stopAll();
    try {
      var failure = failure(sessions.find(session().build().id()));
      assertInstanceOf(TimeoutException.class, rootOf(failure));
    } finally {
      signal("-CONT", stopped);
    }
    eventually(
        () ->
            sessions
                .find(session().build().id())
                .handle((found, failure) -> failure == null && found.equals(Optional.empty()))
                .toCompletableFuture()
                .join());
  }

  /**
   * As after a switchover: who is on the other side is gone without a word, and another is there.
   */
  @Test
  void connectionsThatAreSilentAreReplaced() throws IOException, InterruptedException {
    var sessions = nodes.other.sessions();
    answer(sessions.ping());
    var silent = connections();
    signal("-STOP", silent);
    try {
      assertInstanceOf(
          TimeoutException.class, rootOf(failure(sessions.find(session().build().id()))));
      eventually(
          () ->
              sessions
                  .find(session().build().id())
                  .handle((_, failure) -> failure == null)
                  .toCompletableFuture()
                  .join());
    } finally {
      signal("-CONT", silent);
    }
  }

  @Test
  void whatThisNodeRemembersIsThereWhileTheDatabaseIsAway()
      throws IOException, InterruptedException {
    var store = nodes.other.sessions();
    var opened = session().build();
    answer(store.open(opened, Cause.sweeper(T0)));
    assertEquals(Optional.empty(), store.awayFor());
    var stopped = stopAll();
    try {
      assertInstanceOf(TimeoutException.class, rootOf(failure(store.find(session().build().id()))));
      var unheard = store.awayFor().orElseThrow();
      assertTrue(unheard.compareTo(Duration.ofMillis(800)) > 0, unheard.toString());
      assertEquals(Optional.of(opened), store.remembered(opened.id()));
    } finally {
      signal("-CONT", stopped);
    }
    // and nothing of it, once it is there again
    eventually(() -> store.awayFor().isEmpty() && store.remembered(opened.id()).isEmpty());
  }

  /** The processes that serve the connections, and the one that would serve a new connection. */
  private List<String> stopAll() throws IOException, InterruptedException {
    var stopped = new ArrayList<>(connections());
    stopped.add(
        String.valueOf(
            ProcessHandle.of(Long.parseLong(stopped.getFirst()))
                .flatMap(ProcessHandle::parent)
                .orElseThrow()
                .pid()));
    signal("-STOP", stopped);
    return stopped;
  }

  /** As when a name, or a proxy, leads to what has become a standby. */
  @Test
  void connectionsThatTakeNoWritesAreReplaced() {
    var database = nodes.url.substring(nodes.url.lastIndexOf('/') + 1);
    TestPostgres.execute(
        nodes.url, "alter database " + database + " set default_transaction_read_only = on");
    try {
      nodes.cutAll();
      eventually(() -> READ_ONLY_TRANSACTION.equals(stateAfterOpening()));
    } finally {
      TestPostgres.execute(
          nodes.url,
          "set transaction read write; alter database "
              + database
              + " reset default_transaction_read_only");
    }
    eventually(() -> SUCCESSFUL_COMPLETION.equals(stateAfterOpening()));
  }

  /** The SQLSTATE; empty for another failure. */
  private String stateAfterOpening() {
    return nodes
        .one
        .sessions()
        .open(session().build(), Cause.sweeper(T0))
        .handle(
            (_, failure) ->
                switch (failure == null ? null : rootOf(failure)) {
                  case null -> SUCCESSFUL_COMPLETION;
                  case StoreFailure refusal -> refusal.code();
                  default -> "";
                })
        .toCompletableFuture()
        .join();
  }

  /** The processes that serve the connections of both nodes. */
  private List<String> connections() {
    return TestPostgres.query(
        nodes.url,
        "select pid from pg_stat_activity where application_name = 'sojourn'"
            + " and datname = current_database()");
  }

  private static void signal(String which, Iterable<String> processes)
      throws IOException, InterruptedException {
    for (var process : processes) {
      new ProcessBuilder("kill", which, process).start().waitFor();
    }
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }
}
