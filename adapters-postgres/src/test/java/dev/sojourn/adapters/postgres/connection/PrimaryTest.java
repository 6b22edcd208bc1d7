package dev.sojourn.adapters.postgres.connection;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.eventually;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.PostgresStores;
import dev.sojourn.adapters.postgres.RecordingMeter;
import dev.sojourn.adapters.postgres.TestPostgres;
import dev.sojourn.adapters.postgres.TwoNodes;
import dev.sojourn.adapters.postgres.batch.BatchTracing;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary and its standby, of which one is promoted. */
class PrimaryTest {
  @TempDir Path directory;

  @Test
  void afterAFailoverTheNewPrimaryIsFoundAndNothingAcknowledgedIsLost() throws Exception {
    var one = directory.resolve("one");
    var two = directory.resolve("two");
    server(one).start().close();
    copy(one, two);
    Files.createFile(two.resolve("standby.signal"));
    var primary = server(one).setServerConfig("synchronous_standby_names", "*").start();
    Files.writeString(
        two.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=localhost user=postgres port=" + primary.getPort() + "'");
    var standby = server(two).start();
    var vertx = Vertx.vertx();
    var url =
        "postgresql://postgres:postgres@localhost:%d,localhost:%d/postgres?target_session_attrs=primary"
            .formatted(standby.getPort(), primary.getPort());
    var stores =
        PostgresStores.connect(
            vertx,
            TestPostgres.parsed(url),
            4,
            100,
            TwoNodes.RETENTION,
            Optional.of(TwoNodes.RETENTION),
            () -> 0.5,
            new RecordingMeter(),
            BatchTracing.OFF);
    try {
      var sessions = stores.sessions();
      var opened = session().build();
      answer(sessions.open(opened, Cause.sweeper(T0)));

      primary.close();
      var refused = failure(sessions.find(opened.id()));
      assertInstanceOf(IOException.class, refused, "is answered 503");
      assertTrue(
          String.valueOf(refused).contains("localhost:" + standby.getPort() + ": it is a standby"),
          refused.toString());
      promote(standby);

      eventually(() -> ends(sessions, opened.id()));
      assertEquals(
          EndReason.REVOKED,
          answer(sessions.find(opened.id())).orElseThrow().end().orElseThrow().reason());
    } finally {
      stores.close().toCompletableFuture().join();
      vertx.close().await();
      standby.close();
      primary.close();
    }
  }

  private static boolean ends(SessionStore sessions, SessionId id) {
    return sessions
        .update(
            id,
            stored ->
                Decision.store(stored.orElseThrow().endedBy(new End(EndReason.REVOKED, T0)), true))
        .handle((_, failure) -> failure == null)
        .toCompletableFuture()
        .join();
  }

  private static EmbeddedPostgres.Builder server(Path data) {
    return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
  }

  private static void promote(EmbeddedPostgres standby) throws SQLException {
    try (var connection = standby.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("select pg_promote()");
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(
                  file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
          });
    }
  }
}
