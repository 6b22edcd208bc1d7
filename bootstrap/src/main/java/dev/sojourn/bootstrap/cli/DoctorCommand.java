package dev.sojourn.bootstrap.cli;

import dev.sojourn.adapters.postgres.DatabaseProbe;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.domain.token.KeyRing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what is wrong with a configuration, a database and the clock. */
@Command(
    name = "doctor",
    description = {
      "Say what is wrong with the configuration, the database or the clock.",
      "Each thing that is looked at is a line: ok, a warning or wrong, and what to do. Nothing is",
      "changed or started. The status is 1 if anything is wrong."
    })
final class DoctorCommand implements Callable<Integer> {
  /** Before there was a Sojourn. */
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  /** Of a node whose configuration cannot be read. */
  private static final int USUAL_CONNECTIONS = 8;

  private final CommandContext here;

  DoctorCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    var checks = new ArrayList<Check>();
    var config = configuration(checks);
    config.ifPresent(good -> checks.addAll(ConfigurationChecks.of(good, here.clock().instant())));
    SojournConfig.readListening(here.environment(), here.workingDirectory())
        .value()
        .ifPresent(listening -> checks.addAll(PortChecks.of(listening)));
    checks.add(clock());
    // Also of a configuration that is wrong elsewhere.
    SojournConfig.readPostgresUrl(here.environment(), here.workingDirectory())
        .value()
        .ifPresent(
            url ->
                checks.addAll(
                    database(
                        url,
                        config.map(SojournConfig::postgresConnections).orElse(USUAL_CONNECTIONS),
                        config.flatMap(SojournConfig::readTokenKeys))));
    checks.forEach(check -> here.out().println(check));
    return checks.stream().anyMatch(Check::isWrong)
        ? ExitStatus.FAILED.code()
        : ExitStatus.GOOD.code();
  }

  private Optional<SojournConfig> configuration(List<Check> checks) {
    return switch (SojournConfig.read(here.environment(), here.workingDirectory())) {
      case Reading.Good(var config) -> {
        checks.add(Check.ok("configuration", "every variable is good"));
        yield Optional.of(config);
      }
      case Reading.Faulty(var faults) -> {
        faults.forEach(fault -> checks.add(ConfigurationChecks.wrong(fault)));
        yield Optional.empty();
      }
    };
  }

  private Check clock() {
    var now = here.clock().instant();
    return now.isBefore(LONG_AGO)
        ? Check.wrong("clock", "says " + now + ", which is long ago: synchronize it (NTP)")
        : Check.ok("clock", "says " + now.truncatedTo(ChronoUnit.SECONDS));
  }

  /** And one connection more, which listens. */
  private List<Check> database(PostgresUrl url, int connections, Optional<KeyRing> tokenKeys) {
    return DatabaseChecks.of(url, DatabaseProbe.at(url, here.clock()), connections + 1, tokenKeys);
  }
}
