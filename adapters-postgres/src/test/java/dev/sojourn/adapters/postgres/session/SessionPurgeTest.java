package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.application.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.FilledTables;
import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What purging does that only Postgres can: giving space back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionPurgeTest {
  private static final Instant ENDED = Instant.parse("2026-03-01T12:00:00Z");
  private static final int MANY = 10_000;

  private final TwoNodes nodes = new TwoNodes();
  private final RetentionSlots ring = new RetentionSlots(TwoNodes.RETENTION);

  @AfterAll
  void close() {
    nodes.close();
  }

  @BeforeEach
  void beginWithNothing() {
    nodes.empty();
  }

  @Test
  void aPartitionInWhichAllAreOldEnoughIsEmptiedAtOneStrokeAndTakesNoSpace() {
    many(ENDED);
    assertEquals(MANY, purge(ENDED, 10));
    assertEquals(0, bytes(ENDED));
    assertEquals(List.of("0"), count());
    assertEquals(0, purge(ENDED, 10));
  }

  @Test
  void aPartitionInWhichOneIsToBeKeptIsNotEmptied() {
    many(ENDED);
    some(MANY, MANY + 1, ENDED.plusMillis(1));
    assertEquals(10, purge(ENDED, 10));
    assertEquals(List.of(String.valueOf(MANY - 9)), count());
    assertEquals(MANY - 10, purge(ENDED, MANY));
    assertEquals(List.of("1"), count());
  }

  @Test
  void thePartitionsOfOtherTimesAreLeftAlone() {
    many(ENDED);
    var later = ENDED.plus(Duration.ofDays(6));
    some(MANY, MANY + 3, later);
    assertEquals(MANY, purge(ENDED.plus(Duration.ofDays(1)), 10));
    assertEquals(List.of("3"), count());
    assertEquals(3, purge(later, 10));
  }

  @Test
  void whatWasDeletedOneByOneGivesItsSpaceBackWhenTheTurnComes() {
    many(ENDED);
    some(MANY, MANY + 1, ENDED.plusMillis(1));
    assertEquals(MANY, purge(ENDED, MANY));
    assertTrue(bytes(ENDED) > 1 << 20);
    assertEquals(1, purge(ENDED.plusMillis(1), MANY));
    assertEquals(0, bytes(ENDED));
  }

  @Test
  void aPartitionThatSomebodyReadsIsEmptiedLater() throws SQLException {
    many(ENDED);
    try (var reader = TestPostgres.connect(nodes.url);
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from ended_session");
      assertEquals(10, purge(ENDED, 10));
    }
    assertEquals(MANY - 10, purge(ENDED, 10));
    assertEquals(0, bytes(ENDED));
  }

  private int purge(Instant endedUntil, int limit) {
    return answer(nodes.one.sessions().purge(endedUntil, limit));
  }

  private List<String> count() {
    return TestPostgres.query(nodes.url, "select count(*) from ended_session");
  }

  private long bytes(Instant endedAt) {
    return Long.parseLong(
        TestPostgres.query(
                nodes.url, "select pg_relation_size('ended_session_" + ring.slotOf(endedAt) + "')")
            .getFirst());
  }

  private void many(Instant endedAt) {
    some(0, MANY, endedAt);
  }

  private void some(int from, int to, Instant endedAt) {
    FilledTables.insertEnded(nodes.url, ring, from, to, endedAt);
  }
}
