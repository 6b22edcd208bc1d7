package dev.sojourn.adapters.postgres.connection;

import static dev.sojourn.application.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.postgres.PostgresStores;
import dev.sojourn.adapters.postgres.RecordingMeter;
import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.adapters.postgres.batch.BatchTracing;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  @Test
  void sessionsOfTheFirstSchemaAreKeptTheLivingAndTheEnded() {
    var url = TestPostgres.newDatabase();
    Flyway.configure()
        .dataSource("jdbc:" + url.replace("postgres:postgres@", ""), "postgres", "postgres")
        .target("1")
        .load()
        .migrate();
    TestPostgres.execute(
        url,
        """
        insert into session (id, user_id, policy, client_id, authenticated_at, amr, created_at,
          last_activity_at, expires_at, sweep_at, secret, generation, seen_generation, rotated_at,
          exchange_tries, attributes, ended_at, end_reason, version)
        select ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user', 'default',
          'shop', now(), '', now() - n * interval '1 ms', now(), now() + interval '7 days',
          now() + interval '1 hour', sha256(int8send(n)), 1, 0, now(), 0, '{}',
          case when n > 2 then now() end, case when n > 2 then 'revoked' end, 1
        from generate_series(1, 5) n
        """);
    var vertx = Vertx.vertx();
    var stores =
        PostgresStores.connect(
            vertx,
            TestPostgres.parsed(url),
            4,
            0,
            TwoNodes.RETENTION,
            Optional.of(TwoNodes.RETENTION),
            () -> 0.5,
            new RecordingMeter(),
            BatchTracing.OFF);
    try {
      var found =
          answer(stores.sessions().search(SessionFilter.ALL, Optional.empty(), 10)).stream()
              .collect(Collectors.toMap(Session::id, Function.identity()));
      assertEquals(5, found.size());
      var reasons =
          found.values().stream()
              .flatMap(session -> session.end().stream())
              .map(end -> end.reason())
              .toList();
      assertEquals(List.of(EndReason.REVOKED, EndReason.REVOKED, EndReason.REVOKED), reasons);
      for (var session : found.values()) {
        assertEquals(Optional.of(session), answer(stores.sessions().find(session.id())));
      }
    } finally {
      stores.close().toCompletableFuture().join();
      vertx.close().await();
    }
  }
}
