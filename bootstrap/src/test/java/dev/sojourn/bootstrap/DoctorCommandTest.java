package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.net.SelfSignedCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a configuration, a database and a clock is found and told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorCommandTest {
  private EmbeddedPostgres postgres;

  @TempDir Path directory;

  /** As it is to be: what is made for tests has all of this off. */
  @BeforeAll
  void startPostgres() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  void stopPostgres() throws IOException {
    postgres.close();
  }

  private String url() {
    return "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres";
  }

  private CommandRun command() {
    return CommandRun.in(directory).with("SOJOURN_HTTP_PORT", "0");
  }

  private CommandRun onPostgres(String url) {
    return command()
        .with("SOJOURN_STORE", "postgres")
        .with("SOJOURN_POSTGRES_URL", url)
        .with("SOJOURN_API_KEYS", "admin=sak_" + "a".repeat(22) + ":admin")
        .with("SOJOURN_TOKEN_KEYS", "1=" + Base64.getEncoder().encodeToString(new byte[32]));
  }

  private void execute(String sql) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertSays(CommandRun.Ran ran, String line) {
    assertTrue(
        ran.lines().stream().anyMatch(each -> each.startsWith(line)), line + " in\n" + ran.out());
  }

  @Test
  void aNewDirectoryIsInOrder() {
    var ran = command().run("doctor").expect(ExitStatus.GOOD);
    assertSays(ran, "ok       configuration: every variable is good");
    assertSays(ran, "ok       data directory: ");
    assertSays(ran, "ok       clock: ");
    assertEquals(3, ran.lines().size());
    assertEquals("", ran.err());
  }

  @Test
  void aDatabaseThatIsInOrderIsLookedAtFromAllSides() {
    var migrated = onPostgres(url());
    migrated.run("migrate").expect(ExitStatus.GOOD);
    var ran = migrated.run("doctor").expect(ExitStatus.GOOD);
    assertSays(
        ran, "ok       database localhost:" + postgres.getPort() + ": takes writes; PostgreSQL ");
    assertSays(ran, "ok       TLS: none, on this machine");
    assertSays(ran, "ok       schema: version ");
    assertSays(ran, "ok       durability: ");
    assertSays(ran, "ok       clock of the database: ");
    assertSays(ran, "ok       connections: ");
    assertSays(ran, "ok       notifications: arrive");
    assertTrue(ran.lines().stream().allMatch(line -> line.startsWith("ok ")), ran.out());
  }

  @Test
  void migrationsThatAreToBeDoneAreToldAndNotDone() throws SQLException {
    execute("create database empty");
    var empty = onPostgres(url().replaceAll("postgres$", "empty"));
    for (var time = 0; time < 2; time++) {
      var ran = empty.run("doctor").expect(ExitStatus.GOOD);
      assertSays(ran, "warning  schema: not there yet, to be migrated to ");
    }
  }

  @Test
  void tablesOfOthersAreNotMigrated() throws SQLException {
    execute("create database others");
    var others = url().replaceAll("postgres$", "others");
    try (var connection = postgres.getDatabase("postgres", "others").getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table theirs (id int)");
    }
    var ran = onPostgres(others).run("doctor").expect(ExitStatus.FAILED);
    assertSays(ran, "wrong    schema: cannot be migrated: there are tables that Sojourn has not");
    onPostgres(others).run("migrate").expect(ExitStatus.FAILED);
  }

  @Test
  void aUserWhoMayNotMigrateOrHasTooFewConnectionsIsTold() throws SQLException {
    execute("create database poor");
    execute("create role poor login password 'poor' connection limit 5");
    var ran =
        onPostgres(
                url().replace("postgres:postgres@", "poor:poor@").replaceAll("postgres$", "poor"))
            .run("doctor")
            .expect(ExitStatus.FAILED);
    assertSays(ran, "wrong    schema: not there yet, and the user may not migrate it");
    assertSays(ran, "wrong    connections: the user or the database may have 5, a node takes 9");
  }

  @Test
  void whatAnAcknowledgementIsNotWorthIsWrong() throws IOException {
    try (var careless =
        EmbeddedPostgres.builder().setServerConfig("full_page_writes", "off").start()) {
      var ran =
          onPostgres(url().replace(":" + postgres.getPort(), ":" + careless.getPort()))
              .run("doctor")
              .expect(ExitStatus.FAILED);
      assertSays(ran, "wrong    fsync: is off");
      assertSays(ran, "wrong    full_page_writes: is off");
      assertSays(ran, "wrong    synchronous_commit: is off");
    }
  }

  @ParameterizedTest(name = "this machine is ahead by {0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT5S   | GOOD   | warning  clock of the database: is 5 seconds behind this machine's
          -PT5S  | GOOD   | warning  clock of the database: is 5 seconds ahead of this machine's
          PT45S  | FAILED | wrong    clock of the database: is 45 seconds behind this machine's
          """)
  void aClockThatIsWrongIsTold(Duration ahead, ExitStatus status, String said) {
    var ran = onPostgres(url()).withClockAhead(ahead).run("doctor").expect(status);
    assertSays(ran, said);
  }

  @Test
  void aDatabaseThatIsAwayIsWrongAndOneOfTwoIsAWarning() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var away = onPostgres(url().replace(":" + postgres.getPort(), ":" + port));
    var ran = away.run("doctor").expect(ExitStatus.FAILED);
    assertSays(ran, "wrong    database localhost:" + port + ": cannot be reached: ");
    assertSays(ran, "wrong    primary: no host takes writes");
    var hosts = "localhost:" + port + ",localhost:" + postgres.getPort();
    var two = onPostgres(url().replace("localhost:" + postgres.getPort(), hosts)).run("doctor");
    assertSays(two.expect(ExitStatus.GOOD), "warning  database localhost:" + port);
    assertSays(two, "ok       database localhost:" + postgres.getPort());
  }

  @Test
  void aHostThatIsNotKnownIsToldSo() {
    var ran =
        onPostgres("postgresql://u:s3cret@nowhere.invalid:5432/x")
            .run("doctor")
            .expect(ExitStatus.FAILED);
    assertSays(
        ran,
        "wrong    database nowhere.invalid:5432: cannot be reached: the name nowhere.invalid"
            + " cannot be resolved");
    assertFalse(ran.out().contains("s3cret"), ran.out());
    assertTrue(
        ran.lines().stream().allMatch(line -> line.matches("(ok|warning|wrong) +\\S.*: .*")),
        ran.out());
    assertEquals("", ran.err());
  }

  @Test
  void itConnectsAsTheServerDoesWithItsTlsToo() throws SQLException {
    var ran = onPostgres(url() + "?sslmode=verify-full").run("doctor").expect(ExitStatus.FAILED);
    assertSays(ran, "wrong    database localhost:" + postgres.getPort() + ": cannot be reached: ");
    assertTrue(ran.out().contains("does not handle SSL"), ran.out());
    execute("create role typing login password 'right'");
    assertSays(
        onPostgres(url().replace("postgres:postgres@", "typing:wrong@")).run("doctor"),
        "wrong    database localhost:" + postgres.getPort() + ": cannot be reached: ");
  }

  @Test
  void aPortThatIsTakenIsFoundAndOneThatASojournHasIsNoFault() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = String.valueOf(taken.getLocalPort());
      for (var variable : List.of("SOJOURN_HTTP_PORT", "SOJOURN_MANAGEMENT_PORT")) {
        var ran = command().with(variable, port).run("doctor").expect(ExitStatus.FAILED);
        assertSays(ran, "wrong    " + variable + ": cannot listen on port " + port);
      }
    }
    var running = RunningSojourn.on(RunningSojourn.On.MEMORY).address().getPort();
    var beside = command().with("SOJOURN_HTTP_PORT", String.valueOf(running)).run("doctor");
    assertSays(
        beside.expect(ExitStatus.GOOD),
        "warning  SOJOURN_HTTP_PORT: port " + running + " of 127.0.0.1 is taken by a Sojourn");
    assertSays(
        command()
            .with("SOJOURN_HTTP_HOST", "nowhere.invalid")
            .with("SOJOURN_HTTP_PORT", "1")
            .run("doctor")
            .expect(ExitStatus.FAILED),
        "wrong    SOJOURN_HTTP_HOST: the name nowhere.invalid cannot be resolved");
  }

  @Test
  void metricsThatStrangersCanReadAreAWarning() {
    var everywhere = command().with("SOJOURN_HTTP_HOST", "0.0.0.0");
    assertSays(
        everywhere.run("doctor").expect(ExitStatus.GOOD),
        "warning  metrics: /metrics needs an API key with the scope metrics:read");
    assertSays(
        everywhere.with("SOJOURN_MANAGEMENT_PORT", "0").run("doctor").expect(ExitStatus.GOOD),
        "warning  metrics: /metrics is open to everybody who reaches port 0");
  }

  @Test
  void whatIsIgnoredInTheEnvironmentIsTold() {
    assertSays(
        command().with("SOJOURN_URL", "http://sojourn").run("doctor").expect(ExitStatus.GOOD),
        "warning  environment: SOJOURN_URL is not a setting of Sojourn: ignored");
  }

  @Test
  void anIsolationThatIsNotTheUsualIsTold() throws SQLException {
    execute("create role strict login password 'strict' superuser");
    execute("alter role strict set default_transaction_isolation = serializable");
    assertSays(
        onPostgres(url().replace("postgres:postgres@", "strict:strict@")).run("doctor"),
        "ok       isolation: the default of this user is serializable; Sojourn sets read"
            + " committed");
  }

  @Test
  void aConfigurationThatIsWrongIsToldByNameAndTheDatabaseIsLookedAtAllTheSame() {
    var ran =
        command()
            .with("SOJOURN_STORE", "postgres")
            .with("SOJOURN_POSTGRES_URL", url())
            .with("SOJOURN_HTTP_PORT", "many")
            .run("doctor")
            .expect(ExitStatus.FAILED);
    assertSays(ran, "wrong    SOJOURN_HTTP_PORT: (environment) must be");
    assertSays(ran, "wrong    SOJOURN_API_KEYS: (not set) is needed");
    assertSays(ran, "ok       database localhost:");
  }

  @Test
  void filesThatEverybodyCanReadAndCertificatesThatEndAreTold() throws Exception {
    var certificate = SelfSignedCertificate.create("localhost");
    var keys = Files.writeString(directory.resolve("keys"), "1=" + "A".repeat(43) + "=\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
    var configured =
        command()
            .with("SOJOURN_TOKEN_KEYS_FILE", keys.toString())
            .with("SOJOURN_TLS_CERTIFICATE", certificate.certificatePath())
            .with("SOJOURN_TLS_KEY", certificate.privateKeyPath());
    var ran = configured.run("doctor").expect(ExitStatus.GOOD);
    assertSays(ran, "warning  token keys: everybody on this machine can read " + keys);
    assertSays(ran, "ok       TLS certificate: is good until ");
    var late = configured.withClockAhead(Duration.ofDays(3_650_000)).run("doctor");
    assertSays(late.expect(ExitStatus.FAILED), "wrong    TLS certificate: is good from ");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    assertSays(configured.run("doctor"), "ok       token keys: ");
  }
}
