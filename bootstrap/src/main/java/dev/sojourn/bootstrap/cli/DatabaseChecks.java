package dev.sojourn.bootstrap.cli;

import dev.sojourn.adapters.postgres.DatabaseProbe.ClockDifference;
import dev.sojourn.adapters.postgres.DatabaseProbe.Connections;
import dev.sojourn.adapters.postgres.DatabaseProbe.Found;
import dev.sojourn.adapters.postgres.DatabaseProbe.Host;
import dev.sojourn.adapters.postgres.DatabaseProbe.Schema;
import dev.sojourn.adapters.postgres.DatabaseProbe.Settings;
import dev.sojourn.adapters.postgres.DatabaseProbe.StoredKeys;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import dev.sojourn.application.token.CheckTokenKeys;
import dev.sojourn.bootstrap.keys.TokenKeyAdmission;
import dev.sojourn.domain.token.KeyRing;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is thought of what a database says. */
final class DatabaseChecks {
  /** The oldest that Sojourn is tested with. */
  private static final int OLDEST_TESTED = 150_000;

  /** Times are judged by the clocks of nodes; as much apart they judge one session differently. */
  private static final Duration APART = Duration.ofSeconds(1);

  /** DPoP proofs and JWTs of a clock that is so far off are refused (RFC 9449, section 11.1). */
  private static final Duration FAR_APART = Duration.ofSeconds(30);

  private static final String ISOLATION = "read committed";

  private DatabaseChecks() {}

  /**
   * @param needed how many connections a node takes
   * @param tokenKeys that are configured, if they can be read
   */
  static List<Check> of(
      PostgresUrl url, List<Host> hosts, int needed, Optional<KeyRing> tokenKeys) {
    var primaries =
        hosts.stream()
            .filter(Host.Primary.class::isInstance)
            .map(Host.Primary.class::cast)
            .toList();
    var checks = new ArrayList<Check>();
    for (var host : hosts) {
      checks.add(
          switch (host) {
            case Host.Primary(var name, var found) ->
                Check.ok("database " + name, "takes writes; PostgreSQL " + found.version());
            case Host.Standby(var name) ->
                Check.ok("database " + name, "is a standby, which takes over by promotion");
            case Host.Unreachable(var name, var why) ->
                primaries.isEmpty()
                    ? Check.wrong("database " + name, "cannot be reached: " + why)
                    : Check.warning("database " + name, "cannot be reached: " + why);
          });
    }
    if (primaries.isEmpty()) {
      checks.add(Check.wrong("primary", "no host takes writes: every request is answered 503"));
    }
    if (primaries.size() > 1) {
      checks.add(
          Check.wrong(
              "primary", "several hosts take writes: stop all but the right one, then cut off"));
    }
    checks.add(tls(url));
    primaries.stream()
        .findFirst()
        .map(Host.Primary::found)
        .ifPresent(
            found -> {
              checks.addAll(of(found, needed));
              tokenKeys.ifPresent(keys -> checks.add(tokenKeys(keys, found.tokenKeys())));
            });
    return checks;
  }

  private static Check tls(PostgresUrl url) {
    return switch (url.tls()) {
      case PostgresUrl.Tls.Verified _ -> Check.ok("TLS", "the server is verified");
      case PostgresUrl.Tls.Unverified _ ->
          Check.warning("TLS", "anybody in between can be the server: use sslmode=verify-full");
      case PostgresUrl.Tls.Off _ ->
          url.hosts().stream().allMatch(DatabaseChecks::isHere)
              ? Check.ok("TLS", "none, on this machine")
              : Check.warning("TLS", "none: who is in between reads all; use sslmode=verify-full");
    };
  }

  private static boolean isHere(PostgresUrl.Host host) {
    return host.name().equals("localhost")
        || host.name().startsWith("127.")
        || host.name().equals("::1");
  }

  static List<Check> of(Found found, int needed) {
    var checks = new ArrayList<Check>();
    if (found.versionNumber() < OLDEST_TESTED) {
      checks.add(Check.warning("version", "Sojourn is tested with PostgreSQL 15 and later"));
    }
    checks.add(schema(found.schema(), found.mayCreate()));
    checks.addAll(durability(found.settings()));
    checks.add(isolation(found.isolation()));
    checks.add(clock(found.clock()));
    checks.add(connections(found.connections(), needed));
    checks.add(
        found.listens()
            ? Check.ok("notifications", "arrive")
            : Check.wrong(
                "notifications",
                "do not arrive, so that nodes ask the database each time: have the pooler in"
                    + " between pool by session, or go round it"));
    return checks;
  }

  private static Check tokenKeys(KeyRing configured, StoredKeys stored) {
    var subject = "token keys in the store";
    var findings = CheckTokenKeys.compare(configured, stored.fingerprints(), stored.signingKeys());
    return TokenKeyAdmission.refusal(findings)
        .map(why -> Check.wrong(subject, why))
        .or(() -> TokenKeyAdmission.warning(findings).map(why -> Check.warning(subject, why)))
        .orElseGet(() -> Check.ok(subject, "are those that are configured"));
  }

  /** Sojourn sets what it needs by itself; others who work on its tables may wonder. */
  private static Check isolation(String isolation) {
    return Check.ok(
        "isolation",
        isolation.equals(ISOLATION)
            ? ISOLATION
            : "the default of this user is " + isolation + "; Sojourn sets " + ISOLATION);
  }

  private static Check schema(Schema schema, boolean mayCreate) {
    var subject = "schema";
    if (schema.fault().isPresent()) {
      return Check.wrong(subject, "cannot be migrated: " + schema.fault().get());
    }
    var version = schema.version().map(v -> "version " + v).orElse("not there yet");
    if (schema.version().filter(v -> isNewer(v, schema.newest())).isPresent()) {
      return Check.warning(
          subject,
          version + ", of a newer Sojourn than this, which knows version " + schema.newest());
    }
    if (schema.pending() == 0) {
      return Check.ok(subject, version + ", nothing to migrate");
    }
    return mayCreate
        ? Check.warning(
            subject,
            version
                + ", to be migrated to "
                + schema.newest()
                + ": at the next start, or by sojourn migrate")
        : Check.wrong(
            subject,
            version
                + ", and the user may not migrate it to "
                + schema.newest()
                + ": grant create on the schema");
  }

  private static boolean isNewer(String version, String than) {
    return Integer.parseInt(version) > Integer.parseInt(than);
  }

  private static List<Check> durability(Settings settings) {
    var checks = new ArrayList<Check>();
    if (!settings.fsync()) {
      checks.add(Check.wrong("fsync", "is off: a power failure ruins the database; set it to on"));
    }
    if (!settings.fullPageWrites()) {
      checks.add(
          Check.wrong(
              "full_page_writes", "is off: a power failure may ruin the database; set it to on"));
    }
    if (settings.synchronousCommit().equals("off")) {
      checks.add(
          Check.wrong(
              "synchronous_commit",
              "is off: what is acknowledged may be lost in a crash; set it to on"));
    }
    if (checks.isEmpty()) {
      checks.add(
          Check.ok(
              "durability",
              "fsync and full_page_writes are on, synchronous_commit is "
                  + settings.synchronousCommit()));
    }
    return checks;
  }

  private static Check clock(ClockDifference clock) {
    var subject = "clock of the database";
    var apart = clock.ahead().abs().minus(clock.uncertainty());
    if (apart.compareTo(APART) < 0) {
      return Check.ok(subject, "goes with the one of this machine");
    }
    var said =
        "is "
            + HumanReadable.of(clock.ahead().abs().plusMillis(500).truncatedTo(ChronoUnit.SECONDS))
            + (clock.ahead().isNegative() ? " behind" : " ahead of")
            + " this machine's: synchronize both (NTP)";
    return apart.compareTo(FAR_APART) < 0
        ? Check.warning(subject, said)
        : Check.wrong(subject, said);
  }

  private static Check connections(Connections connections, int needed) {
    var subject = "connections";
    var left = connections.most() - connections.used() + 1; // without this one
    var said = Math.max(0, left) + " of " + connections.most() + " left, a node takes " + needed;
    if (connections.mostOfUser().filter(most -> most < needed).isPresent()) {
      return Check.wrong(
          subject,
          "the user or the database may have "
              + connections.mostOfUser().get()
              + ", a node takes "
              + needed
              + ": raise its connection limit");
    }
    if (left <= 0) {
      return Check.wrong(subject, said + ": raise max_connections, or close some");
    }
    return left < needed
        ? Check.warning(subject, said + ": one node more does not fit; raise max_connections")
        : Check.ok(subject, said);
  }
}
