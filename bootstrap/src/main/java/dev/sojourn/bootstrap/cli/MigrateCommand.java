package dev.sojourn.bootstrap.cli;

import dev.sojourn.adapters.postgres.connection.Migrations;
import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.StartException;
import dev.sojourn.bootstrap.config.SojournConfig;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Brings the schema of the database up to date, and starts nothing. */
@Command(
    name = "migrate",
    description = {
      "Bring the schema of the database up to date, and start nothing.",
      "The database is the one of SOJOURN_POSTGRES_URL.",
      "Nodes do so themselves when they start; this is for who wants it done before."
    })
final class MigrateCommand implements Callable<Integer> {
  private final CommandContext here;

  MigrateCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    var url =
        Configuration.needed(
            SojournConfig.readPostgresUrl(here.environment(), here.workingDirectory()),
            "needs SOJOURN_POSTGRES_URL: the embedded store migrates itself");
    try {
      var migrated = Migrations.migrate(url);
      here.out()
          .println(
              migrated.from().equals(Optional.of(migrated.to()))
                  ? "the schema has version " + migrated.to() + " already"
                  : "migrated the schema from "
                      + migrated.from().map(version -> "version " + version).orElse("nothing")
                      + " to version "
                      + migrated.to());
      return ExitStatus.GOOD.code();
    } catch (RuntimeException failure) {
      throw new CommandFailure(
          Migrations.isUnreachable(failure) ? ExitStatus.NOT_REACHED : ExitStatus.FAILED,
          String.valueOf(StartException.because("cannot migrate", failure).getMessage()),
          failure);
    }
  }
}
