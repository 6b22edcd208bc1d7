package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema is migrated without starting anything. */
class MigrateCommandTest {
  @TempDir Path directory;

  @Test
  void saysFromWhichVersionToWhichAndDoesNothingTheSecondTime() {
    var command = CommandRun.in(directory).with("SOJOURN_POSTGRES_URL", TestDatabase.url());
    var first = command.run("migrate").expect(ExitStatus.GOOD);
    assertTrue(
        first.out().matches("migrated the schema from nothing to version [0-9]+\n"), first.out());
    var version = first.out().replaceAll("\\D+", "");
    assertEquals(
        "the schema has version " + version + " already\n",
        command.run("migrate").expect(ExitStatus.GOOD).out());
  }

  @Test
  void aDatabaseThatCannotBeReachedIsToldFromOneThatCannotBeMigrated() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var ran =
        CommandRun.in(directory)
            .with("SOJOURN_POSTGRES_URL", "postgresql://ada:s3cret@localhost:" + port + "/x")
            .run("migrate")
            .expect(ExitStatus.NOT_REACHED);
    assertTrue(ran.err().startsWith("sojourn: cannot migrate: "), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    assertTrue(!ran.err().contains("s3cret"), ran.err());
  }

  @Test
  void withoutADatabaseThereIsNothingToMigrate() {
    var ran = CommandRun.in(directory).run("migrate").expect(ExitStatus.WRONG_USAGE);
    assertTrue(ran.err().contains("SOJOURN_POSTGRES_URL"), ran.err());
  }

  @Test
  void aUrlThatIsNoneIsNamedAndNotRepeated() {
    var ran =
        CommandRun.in(directory)
            .with("SOJOURN_POSTGRES_URL", "s3cret")
            .run("migrate")
            .expect(ExitStatus.WRONG_USAGE);
    assertTrue(ran.err().startsWith("sojourn: SOJOURN_POSTGRES_URL (environment) must be"));
    assertTrue(!ran.err().contains("s3cret"), ran.err());
  }
}
