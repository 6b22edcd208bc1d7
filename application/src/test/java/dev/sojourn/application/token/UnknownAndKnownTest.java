package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.Calls;
import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.fake.FakeSessionStore;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the holder of a worthless token learns of the session that it names: neither by the answer
 * nor by what is done for it, which takes time, whether there is one.
 */
class UnknownAndKnownTest {
  private static final CodeVerifier VERIFIER = new CodeVerifier("right".repeat(10));

  private final Calls calls = new Calls();
  private final FakePlatform platform =
      new FakePlatform(
          new Policies(List.of(SessionPolicy.DEFAULT)),
          calls.of(SessionStore.class, new FakeSessionStore()));

  /** A use case that takes a token, and what it asks of the store. */
  enum Use {
    REFRESH("update"),
    EXCHANGE("update"),
    VERIFY("recall awayFor find"),
    INTROSPECT_ACCESS("recall awayFor find"),
    INTROSPECT_REFRESH("find"),
    REVOKE_ACCESS("update"),
    REVOKE_REFRESH("update");

    private final String asks;

    Use(String asks) {
      this.asks = asks;
    }
  }

  /** A token that one of our keys made, of a secret that no session has. */
  private String token(Use use, SessionId id) {
    var first = new Generation(1);
    var keys = platform.serverKeys;
    return switch (use) {
      case REFRESH, INTROSPECT_REFRESH, REVOKE_REFRESH ->
          RefreshToken.mint(id, first, freshSecret(), keys);
      case EXCHANGE -> ExchangeCode.mint(id, T0.plusSeconds(60), freshSecret(), keys);
      case VERIFY, INTROSPECT_ACCESS, REVOKE_ACCESS ->
          OpaqueAccessToken.mint(id, first, T0.plusSeconds(60), freshSecret(), keys);
    };
  }

  private Object present(Use use, String token) {
    return switch (use) {
      case REFRESH ->
          answer(platform.refreshTokens.refresh(token, Caller.seen(ClientContext.NOTHING)));
      case EXCHANGE ->
          answer(
              platform.exchangeCodeForTokens.exchange(
                  token, VERIFIER, Caller.seen(ClientContext.NOTHING)));
      case VERIFY -> answer(platform.verifyAccessToken.verify(token, new Presented.AsBearer()));
      case INTROSPECT_ACCESS, INTROSPECT_REFRESH ->
          answer(
              platform.introspectToken.introspect(
                  token, IntrospectToken.Asker.OURSELVES, AuthenticationDemand.NONE));
      case REVOKE_ACCESS, REVOKE_REFRESH ->
          Optional.ofNullable(
              answer(platform.revokeToken.revoke(token, Optional.empty(), FakePlatform.BY)));
    };
  }

  @ParameterizedTest
  @EnumSource
  void aSessionThatIsNotThereAndATagThatIsWrongAreAnsweredAlike(Use use) {
    var known = platform.has(session().awaiting(VERIFIER));
    calls.made();

    var unknownIs = present(use, token(use, freshId(T0)));
    assertEquals(use.asks, String.join(" ", calls.made()));
    var knownIs = present(use, token(use, known.id()));
    assertEquals(use.asks, String.join(" ", calls.made()));

    assertEquals(unknownIs, knownIs);
    assertEquals(known, platform.stored(known));
  }

  /** One that is good, of an operator's session. */
  private String ofTheConsole(Use use, Session session) {
    var secret = session.rotation().secret();
    var generation = session.rotation().generation();
    var keys = platform.serverKeys;
    return switch (use) {
      case REFRESH, INTROSPECT_REFRESH, REVOKE_REFRESH ->
          RefreshToken.mint(session.id(), generation, secret, keys);
      case EXCHANGE -> ExchangeCode.mint(session.id(), T0.plusSeconds(60), secret, keys);
      case VERIFY, INTROSPECT_ACCESS, REVOKE_ACCESS ->
          OpaqueAccessToken.mint(session.id(), generation, T0.plusSeconds(60), secret, keys);
    };
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfTheConsoleIsAsUnknownAsOneOfNoSession(Use use) {
    var operators = platform.has(session().policy("console").awaiting(VERIFIER));

    assertEquals(present(use, token(use, freshId(T0))), present(use, ofTheConsole(use, operators)));

    assertEquals(operators, platform.stored(operators));
  }

  @ParameterizedTest
  @EnumSource
  void whatFailsItsCheckIsNotEvenLookedFor(Use use) {
    var known = platform.has(session().awaiting(VERIFIER));
    calls.made();
    var ofKnown = withAnotherCheck(token(use, known.id()));
    var ofUnknown = withAnotherCheck(token(use, freshId(T0)));

    assertEquals(present(use, ofUnknown), present(use, ofKnown));

    assertEquals(List.of(), calls.made());
  }

  /** The check ends 32 bytes before the end, which is 43 characters. */
  private static String withAnotherCheck(String token) {
    var place = token.length() - 43 - 4;
    return token.substring(0, place)
        + (token.charAt(place) == 'A' ? 'B' : 'A')
        + token.substring(place + 1);
  }
}
