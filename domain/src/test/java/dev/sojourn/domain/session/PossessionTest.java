package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the presenter of a token has the key that it is bound to. */
class PossessionTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a bearer session needs no proof                     |   | OFF      |   | proven
          a proof is not looked at where DPoP is off          |   | OFF      | A | proven
          where it is allowed, none is needed                 |   | ALLOWED  |   | proven
          but the first binds                                 |   | ALLOWED  | A | proven, bound to A
          where it is required, there is no way without       |   | REQUIRED |   | missing
          and the first binds                                 |   | REQUIRED | A | proven, bound to A
          a bound session needs its key                       | A | ALLOWED  |   | missing
          and no other will do                                | A | ALLOWED  | B | other key
          with it all is well                                 | A | ALLOWED  | A | proven, bound to A
          it stays bound if the policy changes                | A | OFF      |   | missing
          also for another key                                | A | OFF      | B | other key
          """)
  void possession(String rule, String boundTo, Dpop dpop, String proven, String expected) {
    var policy =
        new SessionPolicy(
            SessionPolicy.DEFAULT.name(),
            SessionPolicy.DEFAULT.idleTimeout(),
            SessionPolicy.DEFAULT.absoluteTimeout(),
            SessionPolicy.DEFAULT.lifetime(),
            new TokenRules(
                TokenRules.DEFAULT.accessTokenLifetime(),
                AccessTokenFormat.OPAQUE,
                TokenRules.DEFAULT.refreshOverlap(),
                dpop,
                Optional.empty(),
                Optional.empty()),
            SessionPolicy.DEFAULT.touchInterval(),
            Optional.empty(),
            SessionPolicy.DEFAULT.assurance());
    var outcome = session(key(boundTo), policy).provenBy(key(proven), policy);
    assertEquals(
        expected,
        switch (outcome) {
          case Possession.Missing _ -> "missing";
          case Possession.OtherKey _ -> "other key";
          case Possession.Proven(var session) ->
              "proven"
                  + session
                      .rotation()
                      .terms()
                      .boundTo()
                      .map(key -> ", bound to " + key.value().charAt(0))
                      .orElse("");
        });
  }

  private static Optional<KeyThumbprint> key(String letter) {
    return Optional.ofNullable(letter).map(l -> new KeyThumbprint(l.repeat(42) + "A"));
  }

  private static Session session(Optional<KeyThumbprint> boundTo, SessionPolicy policy) {
    return Session.opened(
        new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001")),
        new UserId("ada"),
        new Origin(new ClientId("shop"), Optional.empty(), Device.UNSAID),
        new Authentication(T0, List.of(), Optional.empty()),
        T0.plus(policy.lifetime()),
        new Secret(new byte[Secret.LENGTH]),
        new TokenTerms(Optional.empty(), boundTo),
        new Exchange.None(),
        Attributes.NONE,
        T0,
        policy);
  }
}
