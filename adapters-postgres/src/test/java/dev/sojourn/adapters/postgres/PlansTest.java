package dev.sojourn.adapters.postgres;

import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sojourn.adapters.postgres.audit.PostgresAuditStore;
import dev.sojourn.adapters.postgres.lockout.PostgresLockoutStore;
import dev.sojourn.adapters.postgres.login.PostgresAuthorizationStore;
import dev.sojourn.adapters.postgres.login.PostgresIdempotencyStore;
import dev.sojourn.adapters.postgres.login.PostgresProofStore;
import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import dev.sojourn.adapters.postgres.session.PostgresSessionStore;
import dev.sojourn.adapters.postgres.session.SessionSearch;
import dev.sojourn.adapters.postgres.session.SessionStatements;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How Postgres carries out each statement on filled tables, whatever its values are: none may cost
 * more because there are more sessions.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlansTest {
  private static final SessionFilter OF_USER =
      new SessionFilter(
          Optional.of(new UserId("user-7")),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          SessionFilter.Span.ALWAYS,
          SessionFilter.Span.ALWAYS);

  private final TwoNodes nodes = new TwoNodes();

  @BeforeAll
  void fill() {
    var ring = new RetentionSlots(TwoNodes.RETENTION);
    FilledTables.insert(nodes.url, 0, 60_000);
    for (var day = 0; day < 40; day += 5) {
      FilledTables.insertEnded(
          nodes.url,
          ring,
          100_000 + day * 1_000,
          100_000 + (day + 5) * 1_000,
          T0.plus(Duration.ofDays(day)));
    }
    TestPostgres.execute(
        nodes.url,
        "insert into lockout select 'subject-' || n, '', '', now() + n * interval '1 s',"
            + " case when n % 100 = 0 then now() end, 1 from generate_series(1, 50000) n");
    TestPostgres.execute(
        nodes.url,
        "insert into \"authorization\" select 'login-' || n, '', 'public',"
            + " now() + n * interval '1 s' from generate_series(1, 50000) n");
    TestPostgres.execute(
        nodes.url,
        "insert into dpop_proof select gen_random_uuid(), now() + n * interval '1 s'"
            + " from generate_series(1, 50000) n");
    TestPostgres.execute(
        nodes.url,
        "insert into idempotency_key select 'key-' || n, gen_random_uuid(), '',"
            + " now() + n * interval '1 s' from generate_series(1, 50000) n");
    TestPostgres.execute(
        nodes.url,
        "insert into audit (slot, at, actor_type, action, session_id, user_id)"
            + " select n % 8, now() + n * interval '1 s', 'holder', 'session_ended',"
            + " gen_random_uuid(), 'user-' || n / 10 from generate_series(1, 80000) n");
    TestPostgres.execute(nodes.url, "vacuum analyze");
  }

  @AfterAll
  void close() {
    nodes.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void everyStatementFindsItsRowsByAnIndex(String name, String statement) {
    assertEquals(List.of(), plan(statement).filter(PlansTest::readsAll).toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("everyStatementFindsItsRowsByAnIndex")
  void noStatementSortsMoreThanOneUserOrOneBatchHas(String name, String statement) {
    var sorts = plan(statement).filter(line -> line.matches(".*Sort +\\(cost.*"));
    assertEquals(List.of(), sorts.filter(line -> rows(line) > 1_000).toList());
  }

  static Stream<Arguments> everyStatementFindsItsRowsByAnIndex() {
    var sessions =
        Stream.of(
            arguments("sessions by id", SessionStatements.BY_IDS),
            arguments("ended sessions by id", SessionStatements.ENDED_BY_IDS),
            arguments("open", SessionStatements.INSERT),
            arguments("open what has ended", SessionStatements.INSERT_ENDED),
            arguments("rotate", SessionStatements.ROTATE),
            arguments("change", SessionStatements.UPDATE),
            arguments("end", SessionStatements.END),
            arguments("change and end", SessionStatements.UPDATE_AND_END),
            arguments("touch", SessionStatements.TOUCH),
            arguments("of user and policy", SessionStatements.UNENDED_OF_USER_AND_POLICY),
            arguments("ids of user", SessionStatements.UNENDED_IDS_OF_USER),
            arguments("of user", SessionStatements.OF_USER),
            arguments("users", SessionStatements.USERS),
            arguments("due", SessionStatements.due(500)),
            arguments("next due", SessionStatements.NEXT_DUE),
            arguments("partitions to empty", PostgresSessionStore.ENDED.toEmpty()),
            arguments("purge", PostgresSessionStore.ENDED.delete(500)));
    var searches =
        Stream.of(
            arguments("search for all", search(SessionFilter.ALL, Optional.empty())),
            arguments(
                "search, a later page",
                search(
                    SessionFilter.ALL, Optional.of(new Position(T0, SampleSessions.freshId(T0))))),
            arguments("search of a user", search(OF_USER, Optional.empty())));
    var others =
        Stream.of(
            arguments("take a login", PostgresAuthorizationStore.TAKE),
            arguments("purge logins", PostgresAuthorizationStore.purge(500)),
            arguments("lockouts by subject", PostgresLockoutStore.BY_SUBJECTS),
            arguments("write lockouts", PostgresLockoutStore.WRITE),
            arguments("lockouts in force", PostgresLockoutStore.LOCKED),
            arguments("claim a key", PostgresIdempotencyStore.CLAIM),
            arguments("find a key", PostgresIdempotencyStore.FIND),
            arguments("purge keys", PostgresIdempotencyStore.purge(500)),
            arguments("use proofs", PostgresProofStore.USE),
            arguments("purge proofs", PostgresProofStore.purge(500)),
            arguments("purge lockouts", PostgresLockoutStore.purge(500)),
            arguments("audit", audit(AuditFilter.ALL, Optional.empty())),
            arguments("audit, a later page", audit(AuditFilter.ALL, Optional.of(7L))),
            arguments("audit of a session", audit(OF_SESSION, Optional.empty())),
            arguments("audit of a user, a later page", audit(OF_ONE, Optional.of(7L))),
            arguments("follow the audit", PostgresAuditStore.between(500)),
            arguments("whether a line of the audit is kept", PostgresAuditStore.IS_KEPT),
            arguments("the first and the last line of the audit", PostgresAuditStore.SPAN),
            arguments("partitions of the audit to empty", PostgresAuditStore.KEPT.toEmpty()),
            arguments("purge the audit", PostgresAuditStore.KEPT.delete(500)));
    return Stream.of(sessions, searches, others).flatMap(each -> each);
  }

  private static final AuditFilter OF_SESSION =
      new AuditFilter(
          Optional.of(SampleSessions.freshId(T0)),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final AuditFilter OF_ONE =
      new AuditFilter(
          Optional.empty(),
          Optional.of(new UserId("user-7")),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static String audit(AuditFilter filter, Optional<Long> below) {
    return new PostgresAuditStore.Search(filter, below, 50).statement;
  }

  private static String search(SessionFilter filter, Optional<Position> after) {
    return new SessionSearch(filter, after, 50).statement();
  }

  /** Joins by hash or merge would read one side from end to end. */
  private static boolean readsAll(String line) {
    return line.contains("Seq Scan") && !line.contains("audit_number")
        || line.contains("Hash Join")
        || line.contains("Merge Join");
  }

  private static long rows(String line) {
    return Long.parseLong(line.replaceAll(".*rows=(\\d+).*", "$1"));
  }

  private Stream<String> plan(String statement) {
    return TestPostgres.query(nodes.url, "explain (generic_plan) " + statement).stream();
  }
}
