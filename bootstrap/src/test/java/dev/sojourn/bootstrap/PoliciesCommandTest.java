package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policies of a configuration, in words, and what is wrong with them. */
class PoliciesCommandTest {
  @TempDir Path directory;

  private CommandRun command() {
    return CommandRun.in(directory);
  }

  @Test
  void thePoliciesThatAreAlwaysThereAreSaidInWords() {
    assertEquals(
        """
        console
          A session ends after 30 minutes without activity, and 12 hours after the person proved who they are.
          A session that is not refreshed lives 12 hours.
          Access tokens are opaque and live 15 minutes.
          The refresh token before the newest is answered for 30 seconds whatever happens.
          Activity is written once in 1 minute at most.
          A user may have any number of sessions.
          Tokens are not bound to a key (DPoP).
          Tokens are refreshed, exchanged and revoked without an API key, too.
          While Postgres is away, no token is accepted.
          Its timeouts keep aal1, aal2 of NIST SP 800-63B-4; it claims none.

        default
          A session ends after 1 hour without activity, and 1 day after the person proved who they are.
          A session that is not refreshed lives 7 days.
          Access tokens are opaque and live 15 minutes.
          The refresh token before the newest is answered for 30 seconds whatever happens.
          Activity is written once in 1 minute at most.
          A user may have any number of sessions.
          Tokens are not bound to a key (DPoP).
          Tokens are refreshed, exchanged and revoked without an API key, too.
          While Postgres is away, no token is accepted.
          Its timeouts keep aal1, aal2 of NIST SP 800-63B-4; it claims none.

        nothing is wrong
        """,
        command().run("policies", "check").expect(ExitStatus.GOOD).out());
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IDLE_TIMEOUT          | PT1H30M  | after 1 hour 30 minutes without activity
          IDLE_TIMEOUT          | off      | A session ends after 1 day after the person proved
          LIFETIME              | PT1S     | lives 1 second.
          ACCESS_TOKEN_LIFETIME | off      | opaque and live as long as their session.
          ACCESS_TOKEN_FORMAT   | jwt      | Access tokens are JWTs and live 15 minutes.
          AUDIENCE              | urn:shop | live 15 minutes, for urn:shop.
          REFRESH_OVERLAP       | PT0S     | is answered for 0 milliseconds
          MAX_SESSIONS          | 1        | has 1 session at once at most; one more ends the oldest.
          DPOP                  | required | no tokens without the proof of a key
          OUTAGE_GRACE          | PT10M    | are accepted for 10 minutes.
          ASSURANCE             | aal2     | it claims aal2.
          """)
  void aRuleIsSaidInWords(String rule, String value, String said) {
    var ran =
        command()
            .with("SOJOURN_POLICIES_SHOP_" + rule, value)
            .run("policies", "check")
            .expect(ExitStatus.GOOD);
    assertTrue(ran.out().contains("\nshop\n"), ran.out());
    assertTrue(ran.out().contains(said), ran.out());
  }

  @Test
  void allThatIsWrongIsSaidByName() {
    var ran =
        command()
            .with("SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT", "an hour")
            .with("SOJOURN_POLICIES_SHOP_IDEL_TIMEOUT", "PT1H")
            .with("SOJOURN_POLICIES_BANK_ASSURANCE", "aal3")
            .run("policies", "check")
            .expect(ExitStatus.FAILED);
    for (var said :
        new String[] {
          "wrong    SOJOURN_POLICIES_DEFAULT_IDLE_TIMEOUT: (environment) must be",
          "wrong    SOJOURN_POLICIES_SHOP_IDEL_TIMEOUT: (environment) is not known; is"
              + " SOJOURN_POLICIES_SHOP_IDLE_TIMEOUT meant?",
          "wrong    SOJOURN_POLICIES_BANK_ABSOLUTE_TIMEOUT: (not set) must be at most PT12H for"
              + " aal3"
        }) {
      assertTrue(ran.out().contains(said), ran.out());
    }
  }

  @Test
  void everyPolicyIsHeldToALevelThatIsAskedFor() {
    var ran =
        command()
            .with("SOJOURN_POLICIES_SHOP_IDLE_TIMEOUT", "PT61M")
            .run("policies", "check", "--assurance", "aal2")
            .expect(ExitStatus.FAILED);
    assertTrue(ran.out().contains("wrong    policy shop: breaks aal2: the idle timeout"));
    assertTrue(!ran.out().contains("policy default:"), ran.out());
    command().run("policies", "check", "--assurance", "aal2").expect(ExitStatus.GOOD);
    command().run("policies", "check", "--assurance", "high").expect(ExitStatus.WRONG_USAGE);
  }

  @ParameterizedTest(name = "{0}={1}, {2}={3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IDLE_TIMEOUT        | off  | ABSOLUTE_TIMEOUT      | off    | never ends by itself
          IDLE_TIMEOUT        | P2D  | ABSOLUTE_TIMEOUT      | P1D    | is never reached
          ACCESS_TOKEN_FORMAT | jwt  | ACCESS_TOKEN_LIFETIME | PT2H   | accepts them for 2 hours
          """)
  void whatIsAllowedAndPerhapsNotMeantIsAWarning(
      String rule, String value, String other, String otherValue, String said) {
    var ran =
        command()
            .with("SOJOURN_POLICIES_SHOP_" + rule, value)
            .with("SOJOURN_POLICIES_SHOP_" + other, otherValue)
            .run("policies", "check")
            .expect(ExitStatus.GOOD);
    assertTrue(ran.out().contains("warning  policy shop: "), ran.out());
    assertTrue(ran.out().contains(said), ran.out());
  }
}
