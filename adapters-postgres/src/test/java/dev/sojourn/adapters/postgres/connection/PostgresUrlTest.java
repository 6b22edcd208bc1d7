package dev.sojourn.adapters.postgres.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sojourn.adapters.postgres.connection.PostgresUrl.Host;
import dev.sojourn.adapters.postgres.connection.PostgresUrl.Tls;
import dev.sojourn.domain.Parsed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresUrlTest {

  @Test
  void saysWhoGoesWhereAndHidesIt() {
    var url = url("postgresql://me:p%40ss+%2F@one.example:6432,two,[fd00::2]:5433/my%20sessions");
    assertEquals(
        List.of(new Host("one.example", 6432), new Host("two", 5432), new Host("fd00::2", 5433)),
        url.hosts());
    assertEquals("me", url.user());
    assertEquals("p@ss+/", url.password());
    assertEquals("my sessions", url.database());
    assertFalse(url.toString().contains("p@ss"), url.toString());
    assertEquals("[fd00::2]:5433", url.hosts().getLast().toString());
    assertEquals("", url("postgres://me@db/x").password());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one host is believed to be the primary      | one     |                                   | false
          unless somebody doubts it                   | one     | ?target_session_attrs=primary     | true
          in either word                              | one     | ?target_session_attrs=read-write  | true
          and can be told that he need not            | one     | ?target_session_attrs=any         | false
          of several it is looked for                 | one,two |                                   | true
          """)
  void thePrimaryIsLookedFor(String rule, String hosts, String parameters, boolean looks) {
    assertEquals(
        looks,
        url("postgresql://me:x@" + hosts + "/db" + (parameters == null ? "" : parameters))
            .looksForPrimary());
  }

  @Test
  void whoAsksForTlsHasItVerified() {
    assertEquals(new Tls.Off(), tls(""));
    assertEquals(new Tls.Off(), tls("?sslmode=disable"));
    assertEquals(new Tls.Verified(Optional.empty(), true), tls("?sslmode=require"));
    assertEquals(new Tls.Verified(Optional.empty(), true), tls("?sslmode=verify-full"));
    assertEquals(
        new Tls.Verified(Optional.of(Path.of("/etc/my ca.pem")), true),
        tls("?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20ca.pem"));
    assertEquals(
        new Tls.Verified(Optional.of(Path.of("ca.pem")), false),
        tls("?sslrootcert=ca.pem&sslmode=verify-ca"));
    assertEquals(
        new Tls.Verified(Optional.empty(), true), tls("?sslmode=require&sslrootcert=system"));
    assertEquals(new Tls.Unverified(), tls("?sslmode=no-verify"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:postgresql://db/x                            | must be postgresql://user:password@host:port/database, with commas between several hosts, and % for what a URL does not allow
          postgresql://db/x                                 | must be postgresql://user:password@host:port/database, with commas between several hosts, and % for what a URL does not allow
          postgresql://me:x@db                              | must be postgresql://user:password@host:port/database, with commas between several hosts, and % for what a URL does not allow
          postgresql://me:x%zz@db/x                         | must be postgresql://user:password@host:port/database, with commas between several hosts, and % for what a URL does not allow
          postgresql://me:p@ss@db/x                         | must be postgresql://user:password@host:port/database, with commas between several hosts, and % for what a URL does not allow
          postgresql://me:x@db:0/x                          | must have hosts such as db.example:5432 or [fd00::2]:5432
          postgresql://me:x@db:65536/x                      | must have hosts such as db.example:5432 or [fd00::2]:5432
          postgresql://me:x@one,,two/x                      | must have hosts such as db.example:5432 or [fd00::2]:5432
          postgresql://me:x@fd00::2/x                       | must have hosts such as db.example:5432 or [fd00::2]:5432
          postgresql://me:x@db/x?                           | must not have other parameters than sslmode, sslrootcert, target_session_attrs
          postgresql://me:x@db/x?connect_timeout=1          | must not have other parameters than sslmode, sslrootcert, target_session_attrs
          postgresql://me:x@db/x?sslmode=prefer             | must have as sslmode disable, require, verify-full, verify-ca, no-verify
          postgresql://me:x@db/x?sslmode                    | must have as sslmode disable, require, verify-full, verify-ca, no-verify
          postgresql://me:x@db/x?sslmode=require&sslmode=disable | must not have sslmode twice
          postgresql://me:x@db/x?sslrootcert=               | must have as sslrootcert a file
          postgresql://me:x@db/x?sslrootcert=ca.pem         | must have sslmode=verify-full with sslrootcert
          postgresql://me:x@db/x?sslmode=no-verify&sslrootcert=ca.pem | must have sslmode=verify-full with sslrootcert
          postgresql://me:x@db/x?target_session_attrs=standby | must have as target_session_attrs any, primary, read-write
          postgresql://me:x@one,two/x?target_session_attrs=any | must not have any as target_session_attrs of several hosts: Sojourn writes
          """)
  void whatIsWrongIsSaid(String text, String fault) {
    assertEquals(new Parsed.Invalid<>(fault), PostgresUrl.parse(text));
  }

  private static PostgresUrl url(String text) {
    return PostgresUrl.parse(text).valid().orElseThrow();
  }

  private static Tls tls(String parameters) {
    return url("postgresql://me:x@db/x" + parameters).tls();
  }
}
