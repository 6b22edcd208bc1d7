package dev.sojourn.bootstrap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.DatabaseProbe.ClockDifference;
import dev.sojourn.adapters.postgres.DatabaseProbe.Connections;
import dev.sojourn.adapters.postgres.DatabaseProbe.Found;
import dev.sojourn.adapters.postgres.DatabaseProbe.Host;
import dev.sojourn.adapters.postgres.DatabaseProbe.Schema;
import dev.sojourn.adapters.postgres.DatabaseProbe.Settings;
import dev.sojourn.adapters.postgres.DatabaseProbe.StoredKeys;
import dev.sojourn.adapters.postgres.connection.PostgresUrl;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is thought of what a database says, and how it is put. */
class DatabaseChecksTest {
  private static final Settings SETTINGS = new Settings(true, true, "on");

  private static Found found(
      int versionNumber,
      String schema,
      Duration ahead,
      Duration uncertainty,
      int used,
      boolean listens) {
    return new Found(
        "x",
        versionNumber,
        SETTINGS,
        new ClockDifference(ahead, uncertainty),
        new Connections(97, used, Optional.empty()),
        new Schema(Optional.of(schema), "6", 0, Optional.empty()),
        true,
        listens,
        "read committed",
        StoredKeys.NONE);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all is well                        | 180004 | 6 | PT0S      | PT0S | 1  | true  | ok
          a version that nobody has tried    | 149999 | 6 | PT0S      | PT0S | 1  | true  | warning  version
          a schema of a newer Sojourn        | 180004 | 7 | PT0S      | PT0S | 1  | true  | warning  schema
          clocks a tick below a second apart | 180004 | 6 | PT0.999S  | PT0S | 1  | true  | ok
          clocks a second apart              | 180004 | 6 | -PT1S     | PT0S | 1  | true  | warning  clock
          which may be the way there         | 180004 | 6 | PT2S      | PT2S | 1  | true  | ok
          clocks a tick below 30 s apart     | 180004 | 6 | PT29.999S | PT0S | 1  | true  | warning  clock
          clocks 30 s apart                  | 180004 | 6 | PT30S     | PT0S | 1  | true  | wrong    clock
          room for one node                  | 180004 | 6 | PT0S      | PT0S | 89 | true  | ok
          room for none                      | 180004 | 6 | PT0S      | PT0S | 90 | true  | warning  connections
          room for nothing                   | 180004 | 6 | PT0S      | PT0S | 98 | true  | wrong    connections
          a pooler that swallows             | 180004 | 6 | PT0S      | PT0S | 1  | false | wrong    notifications
          """)
  void eachThingIsJudged(
      String rule,
      int version,
      String schema,
      Duration ahead,
      Duration uncertainty,
      int used,
      boolean listens,
      String worst) {
    var checks = DatabaseChecks.of(found(version, schema, ahead, uncertainty, used, listens), 9);
    var notOk = checks.stream().filter(check -> check.result() != Check.Result.OK).toList();
    if (worst.equals("ok")) {
      assertEquals(List.of(), notOk);
    } else {
      assertEquals(1, notOk.size(), notOk.toString());
      assertTrue(notOk.getFirst().toString().startsWith(worst), notOk.toString());
    }
  }

  private static List<String> ofHosts(Host... hosts) {
    var url = PostgresUrl.parse("postgresql://u:p@db1,db2/x?sslmode=verify-full").valid();
    return DatabaseChecks.of(url.orElseThrow(), List.of(hosts), 9, Optional.empty()).stream()
        .filter(check -> check.result() != Check.Result.OK)
        .map(check -> check.result().word() + " " + check.subject())
        .toList();
  }

  @Test
  void oneHostMustTakeWritesAndOnlyOne() {
    var primary =
        new Host.Primary("db1", found(180_004, "6", Duration.ZERO, Duration.ZERO, 1, true));
    var standby = new Host.Standby("db2");
    assertEquals(List.of(), ofHosts(primary, standby));
    assertEquals(List.of("wrong primary"), ofHosts(primary, primary));
    assertEquals(List.of("wrong primary"), ofHosts(standby, standby));
    assertEquals(
        List.of("warning database db1"), ofHosts(new Host.Unreachable("db1", "off"), primary));
    assertEquals(
        List.of("wrong database db1", "wrong primary"),
        ofHosts(new Host.Unreachable("db1", "off"), standby));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost,127.0.0.1 |                       | ok
          localhost,db2       |                       | warning
          db1                 | ?sslmode=no-verify    | warning
          db1                 | ?sslmode=verify-full  | ok
          """)
  void whoCanReadWhatIsSaidIsTold(String hosts, String parameters, String result) {
    var url =
        PostgresUrl.parse(
                "postgresql://u:p@" + hosts + "/x" + (parameters == null ? "" : parameters))
            .valid()
            .orElseThrow();
    var tls =
        DatabaseChecks.of(url, List.of(), 9, Optional.empty()).stream()
            .filter(check -> check.subject().equals("TLS"))
            .findFirst()
            .orElseThrow();
    assertEquals(result, tls.result().word());
  }

  @Test
  void whatOthersWroteDoesNotSpeakToTheTerminal() {
    var table =
        SessionListing.of(
            List.of(
                new JsonObject()
                    .put("id", "1")
                    .put("user_id", "a\u001b[31m\u202eb\nc")
                    .put("state", "ended")
                    .put("end_reason", "revoked")
                    .put("policy", "default")
                    .put("created_at", "t")
                    .put("last_activity_at", "t")));
    assertEquals(2, table.lines().count());
    assertTrue(table.contains("a?[31m?b?c"), table);
    assertTrue(table.contains("revoked"), table);
  }
}
