package dev.sojourn.adapters.postgres;

import static dev.sojourn.application.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.postgres.connection.Migrations;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.adapters.postgres.connection.Primary;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.pgclient.PgConnection;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Postgres whose certificate is for localhost, and is believed by who has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresTlsTest {
  private final Vertx vertx = Vertx.vertx();
  private EmbeddedPostgres postgres;
  private Path own;
  private Path foreign;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    var certificate = SelfSignedCertificate.create("localhost");
    own = Path.of(certificate.certificatePath());
    foreign = Path.of(SelfSignedCertificate.create("localhost").certificatePath());
    var key = Files.copy(Path.of(certificate.privateKeyPath()), directory.resolve("key.pem"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", own.toString())
            .setServerConfig("ssl_key_file", key.toString())
            .start();
  }

  @AfterAll
  void close() throws IOException {
    vertx.close().await();
    postgres.close();
  }

  @ParameterizedTest(name = "{0}: {1} as {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          who is believed is spoken to          | localhost | sslmode=verify-full | own     | t
          as with require                       | localhost | sslmode=require     | own     | t
          not under another name                | 127.0.0.1 | sslmode=verify-full | own     | -
          but for who does not look at names    | 127.0.0.1 | sslmode=verify-ca   | own     | t
          who is not believed is not spoken to  | localhost | sslmode=verify-full | foreign | -
          and nobody is without being asked for | localhost | sslmode=require     | -       | -
          but for who does not look             | 127.0.0.1 | sslmode=no-verify   | -       | t
          plain text is plain text              | localhost | sslmode=disable     | -       | f
          """)
  void theServerIsVerified(
      String rule, String host, String mode, String authorities, String encrypted)
      throws Exception {
    var url =
        TestPostgres.parsed(
            "postgresql://postgres:postgres@%s:%d/postgres?%s%s"
                .formatted(host, postgres.getPort(), mode, rootCertificate(authorities)));
    assertEquals(
        encrypted,
        answer(
            new Primary(vertx, url)
                .find()
                .compose(options -> PgConnection.connect(vertx, options))
                .compose(
                    connection ->
                        connection
                            .query(
                                "select cast(ssl as text) from pg_stat_ssl where pid ="
                                    + " pg_backend_pid()")
                            .execute()
                            .map(rows -> rows.iterator().next().getString(0).substring(0, 1))
                            .eventually(connection::close))
                .otherwise((String) null)
                .toCompletionStage()));
    // and so it is for the migrations, which go another way
    assertEquals(encrypted != null, migrates(url));
  }

  private static boolean migrates(PostgresUrl url) {
    try {
      Migrations.migrate(url);
      return true;
    } catch (RuntimeException refused) {
      return false;
    }
  }

  private String rootCertificate(String which) {
    if (which == null) {
      return "";
    }
    return "&sslrootcert=" + (which.equals("own") ? own : foreign);
  }
}
