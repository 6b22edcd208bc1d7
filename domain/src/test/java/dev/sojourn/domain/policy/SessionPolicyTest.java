package dev.sojourn.domain.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionPolicyTest {
  @Test
  void theDefaultsAreThoseOfTheConfiguration() {
    var standard = SessionPolicy.DEFAULT;

    assertEquals(Optional.of(Duration.parse("PT1H")), standard.idleTimeout());
    assertEquals(Optional.of(Duration.parse("PT24H")), standard.absoluteTimeout());
    assertEquals(Duration.parse("P7D"), standard.lifetime());
    assertEquals(Optional.of(Duration.parse("PT15M")), standard.tokens().accessTokenLifetime());
    assertEquals(Duration.parse("PT30S"), standard.refreshOverlap());
    assertEquals(Duration.parse("PT1M"), standard.touchInterval());
    assertEquals(Optional.empty(), standard.limit());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the least of everything is legal              | PT1S      | PT1S      | PT1S      | PT1S      | PT0S        | legal
          the most of everything is legal               | P3650D    | P3650D    | P3650D    | P3650D    | P3650D      | legal
          a timeout may be off                          | off       | off       | P7D       | PT15M     | PT30S       | legal
          an idle timeout below a second                | PT0.999S  | PT24H     | P7D       | PT15M     | PT30S       | the idle timeout must be from PT1S to PT87600H
          an absolute timeout below a second            | PT1H      | PT0S      | P7D       | PT15M     | PT30S       | the absolute timeout must be from PT1S to PT87600H
          a lifetime of no end                          | PT1H      | PT24H     | P3651D    | PT15M     | PT30S       | the lifetime must be from PT1S to PT87600H
          an access token that is never accepted        | PT1H      | PT24H     | P7D       | PT-1S     | PT30S       | the access-token lifetime must be from PT1S to PT87600H
          an overlap that ends before it begins         | PT1H      | PT24H     | P7D       | PT15M     | PT-0.001S   | the refresh overlap must be from PT0S to PT87600H
          """)
  void bounds(
      String rule,
      String idle,
      String absolute,
      Duration lifetime,
      String access,
      Duration overlap,
      String expected) {
    var faults =
        Stream.concat(
                TokenRules.faults(
                    timeout(access), AccessTokenFormat.OPAQUE, overlap, Optional.empty())
                    .stream(),
                SessionPolicy.faults(
                    PolicyName.DEFAULT,
                    timeout(idle),
                    timeout(absolute),
                    lifetime,
                    TokenRules.DEFAULT,
                    Duration.ZERO,
                    Assurance.NONE)
                    .stream())
            .map(PolicyFault::toString)
            .toList();

    assertEquals(expected.equals("legal") ? List.of() : List.of(expected), faults);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertEquals(
        List.of(
            PolicyRule.IDLE_TIMEOUT,
            PolicyRule.ABSOLUTE_TIMEOUT,
            PolicyRule.LIFETIME,
            PolicyRule.TOUCH_INTERVAL),
        rules(
            SessionPolicy.faults(
                PolicyName.DEFAULT,
                Optional.of(Duration.ZERO),
                Optional.of(Duration.ZERO),
                Duration.ZERO,
                TokenRules.DEFAULT,
                Duration.ofMillis(-1),
                Assurance.NONE)));
    assertEquals(
        List.of(
            PolicyRule.ACCESS_TOKEN_LIFETIME, PolicyRule.REFRESH_OVERLAP, PolicyRule.OUTAGE_GRACE),
        rules(
            TokenRules.faults(
                Optional.of(Duration.ZERO),
                AccessTokenFormat.OPAQUE,
                Duration.ofSeconds(-1),
                Optional.of(Duration.ofHours(25)))));
  }

  private static List<PolicyRule> rules(List<PolicyFault> faults) {
    return faults.stream().map(PolicyFault::rule).toList();
  }

  @Test
  void aTokenThatOthersCheckByThemselvesMustExpire() {
    assertEquals(
        "the access-token lifetime must not be off where access tokens are jwt",
        assertThrows(
                IllegalArgumentException.class,
                () -> tokens(Optional.empty(), AccessTokenFormat.JWT, Dpop.OFF))
            .getMessage());
  }

  @Test
  void tokensOfTheConsoleAreCookies() {
    var tokens =
        tokens(Optional.of(Duration.ofMinutes(1)), AccessTokenFormat.JWT, Dpop.REQUIRED)
            .with(ClientAuthentication.REQUIRED);
    assertEquals(
        List.of(PolicyRule.ACCESS_TOKEN_FORMAT, PolicyRule.DPOP, PolicyRule.CLIENT_AUTHENTICATION),
        rules(faultsOf(PolicyName.CONSOLE, tokens)));
    assertEquals(List.of(), faultsOf(new PolicyName("kiosk"), tokens));
  }

  private static List<PolicyFault> faultsOf(PolicyName name, TokenRules tokens) {
    return SessionPolicy.faults(
        name,
        Optional.empty(),
        Optional.empty(),
        Duration.ofDays(7),
        tokens,
        Duration.ZERO,
        Assurance.NONE);
  }

  private static TokenRules tokens(
      Optional<Duration> lifetime, AccessTokenFormat format, Dpop dpop) {
    return new TokenRules(
        lifetime, format, Duration.ZERO, dpop, Optional.empty(), Optional.empty());
  }

  @ParameterizedTest(name = "idle {0}, absolute {1}, {2} for {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PT1H | PT24H | opaque | PT15M   | []
          off  | off   | opaque | PT15M   | [NeverEnds[]]
          off  | PT24H | opaque | PT15M   | []
          PT24H | PT24H | opaque | PT15M  | []
          PT25H | PT24H | opaque | PT15M  | [IdleTimeoutNeverReached[absolute=PT24H]]
          PT1H | PT24H | jwt    | PT1H    | []
          PT1H | PT24H | opaque | PT2H    | []
          PT1H | PT24H | jwt    | PT1H1S  | [LongLivedJwt[lifetime=PT1H1S]]
          off  | off   | jwt    | PT2H    | [NeverEnds[], LongLivedJwt[lifetime=PT2H]]
          """)
  void whatIsAllowedAndPerhapsNotMeant(
      String idle, String absolute, String format, Duration lifetime, String expected) {
    var policy =
        new SessionPolicy(
            PolicyName.DEFAULT,
            timeout(idle),
            timeout(absolute),
            Duration.ofDays(7),
            tokens(Optional.of(lifetime), AccessTokenFormat.ofWord(format).orElseThrow(), Dpop.OFF),
            Duration.ZERO,
            Optional.empty(),
            Assurance.NONE);
    assertEquals(expected, policy.warnings().toString());
  }

  @Test
  void aPolicyWithAFaultCannotBeMade() {
    assertEquals(
        "the idle timeout must be at most PT1H for aal2 (NIST SP 800-63B-4)",
        assertThrows(
                IllegalArgumentException.class,
                () -> policy("default", Optional.empty(), Duration.ZERO, Assurance.AAL2))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> policy("default", Optional.empty(), Duration.ofMillis(-1), Assurance.NONE));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing is promised                        | none | off      | off           | kept
          30 days keep AAL1                          | aal1 | off      | P30D          | kept
          a tick more breaks it                      | aal1 | off      | P30DT0.001S   | the absolute timeout must be at most PT720H
          no absolute timeout breaks AAL1            | aal1 | PT1H     | off           | the absolute timeout must be at most PT720H
          24 hours and one hour keep AAL2            | aal2 | PT1H     | PT24H         | kept
          a tick more of idling breaks it            | aal2 | PT1H0.001S | PT24H       | the idle timeout must be at most PT1H
          a tick more in all breaks it               | aal2 | PT1H     | PT24H0.001S   | the absolute timeout must be at most PT24H
          no idle timeout breaks AAL2                | aal2 | off      | PT24H         | the idle timeout must be at most PT1H
          12 hours and 15 minutes keep AAL3          | aal3 | PT15M    | PT12H         | kept
          what keeps AAL2 breaks AAL3 twice          | aal3 | PT1H     | PT24H         | the idle timeout must be at most PT15M; the absolute timeout must be at most PT12H
          """)
  void whatAnAssuranceDemands(
      String rule, String level, String idle, String absolute, String expected) {
    var broken = Assurance.ofWord(level).orElseThrow().broken(timeout(idle), timeout(absolute));

    assertEquals(
        expected.equals("kept") ? "" : expected,
        broken.stream().map(PolicyFault::toString).collect(Collectors.joining("; ")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          as it is configured without an idle timeout        | off  | PT1M | PT1M
          as it is configured below a tenth of it            | PT1H | PT1M | PT1M
          at a tenth of it                                   | PT1H | PT6M | PT6M
          never more than a tenth of it                      | PT5M | PT1M | PT30S
          """)
  void theTouchInterval(String rule, String idle, Duration configured, Duration expected) {
    assertEquals(
        expected, policy("default", timeout(idle), configured, Assurance.NONE).touchInterval());
  }

  @Test
  void aPolicyIsFoundByItsNameAndDefaultStandsInForOneThatIsNotThere() {
    var kiosk = policy("kiosk", Optional.empty(), Duration.ZERO, Assurance.NONE);
    var policies = new Policies(List.of(kiosk, SessionPolicy.DEFAULT));

    assertEquals(kiosk, policies.named(new PolicyName("kiosk")));
    assertEquals(SessionPolicy.DEFAULT, policies.named(new PolicyName("gone")));
    assertTrue(policies.has(new PolicyName("kiosk")));
    assertFalse(policies.has(new PolicyName("gone")));
    assertEquals(List.of(SessionPolicy.DEFAULT, kiosk), List.copyOf(policies.all()));
  }

  @Test
  void thereIsOneDefaultAndNoNameTwice() {
    var kiosk = policy("kiosk", Optional.empty(), Duration.ZERO, Assurance.NONE);

    assertThrows(IllegalArgumentException.class, () -> new Policies(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Policies(List.of(kiosk)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Policies(List.of(SessionPolicy.DEFAULT, kiosk, kiosk)));
  }

  @Test
  void aLimitIsFromOneToTenThousand() {
    for (var most : List.of(0, 10_001)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new SessionLimit(most, SessionLimit.OnLimit.REJECT));
    }
  }

  private static SessionPolicy policy(
      String name, Optional<Duration> idle, Duration touchInterval, Assurance assurance) {
    return new SessionPolicy(
        new PolicyName(name),
        idle,
        Optional.of(Duration.ofHours(24)),
        Duration.ofDays(7),
        TokenRules.DEFAULT,
        touchInterval,
        Optional.empty(),
        assurance);
  }

  private static Optional<Duration> timeout(String text) {
    return text.equals("off") ? Optional.empty() : Optional.of(Duration.parse(text));
  }
}
