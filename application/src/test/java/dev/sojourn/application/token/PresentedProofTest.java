package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshSecret;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.DpopProof;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.DpopNonce;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * When a DPoP proof is checked, and when it is used up: each is a cost that a stranger could cause.
 */
class PresentedProofTest {
  private static final CodeVerifier VERIFIER = new CodeVerifier("right".repeat(10));
  private static final String URI = "https://id.example/v1/token";
  private static final KeyThumbprint KEY = new KeyThumbprint("K".repeat(42) + "A");
  private static final KeyThumbprint OTHER = new KeyThumbprint("O".repeat(42) + "A");

  private final FakePlatform platform =
      new FakePlatform(new Policies(List.of(SessionPolicy.DEFAULT)));

  /** A use case that takes a token together with a proof. */
  enum Use {
    REFRESH,
    EXCHANGE,
    VERIFY
  }

  private static String word(Object answer) {
    return answer.getClass().getSimpleName();
  }

  private String token(Use use, Session session, Secret secret) {
    var generation = session.rotation().generation();
    var keys = platform.serverKeys;
    return switch (use) {
      case REFRESH -> RefreshToken.mint(session.id(), generation, secret, keys);
      case EXCHANGE -> ExchangeCode.mint(session.id(), T0.plusSeconds(60), secret, keys);
      case VERIFY ->
          OpaqueAccessToken.mint(session.id(), generation, T0.plusSeconds(60), secret, keys);
    };
  }

  /** A proof of a key, known to the platform by this text. */
  private PresentedProof proof(Use use, String text, KeyThumbprint key, String token) {
    var ath = use == Use.VERIFY ? Optional.of(hash(token)) : Optional.<String>empty();
    platform.jose.knows(
        text,
        new DpopProof(
            key, text, "POST", URI, T0, ath, Optional.of(DpopNonce.at(T0, platform.serverKeys))));
    return platform.checkDpopProof.presented(
        text, "POST", URI, use == Use.VERIFY ? Optional.of(token) : Optional.empty());
  }

  private static String hash(String token) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  private String present(Use use, String token, PresentedProof proof) {
    var caller =
        new Caller(
            ClientContext.NOTHING,
            Optional.empty(),
            Optional.empty(),
            Optional.of(proof),
            new Initiator(new Actor.Holder(), Optional.empty()));
    return word(
        switch (use) {
          case REFRESH -> answer(platform.refreshTokens.refresh(token, caller));
          case EXCHANGE -> answer(platform.exchangeCodeForTokens.exchange(token, VERIFIER, caller));
          case VERIFY ->
              answer(platform.verifyAccessToken.verify(token, new Presented.WithProof(proof)));
        });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REFRESH  | the session that is bound to the key   | Issued  | 1
          REFRESH  | a session that is bound to another key | Invalid | 0
          REFRESH  | a session that no policy binds         | Issued  | 0
          REFRESH  | a tag that is wrong                    | Invalid | 0
          REFRESH  | a session of the console               | Invalid | 0
          EXCHANGE | the session that is bound to the key   | Issued  | 1
          EXCHANGE | a session that is bound to another key | Invalid | 0
          EXCHANGE | a session that no policy binds         | Issued  | 0
          EXCHANGE | a tag that is wrong                    | Invalid | 0
          EXCHANGE | a session of the console               | Invalid | 0
          VERIFY   | the session that is bound to the key   | Active  | 1
          VERIFY   | a session that is bound to another key | Unproven | 0
          VERIFY   | a session that no policy binds         | Unproven | 0
          VERIFY   | a tag that is wrong                    | Unknown | 0
          VERIFY   | a session of the console               | Unknown | 0
          """)
  void aProofIsUsedUpOnlyForASessionThatIsBoundToItsKey(
      Use use, String token, String expected, int kept) {
    var sample = session().awaiting(VERIFIER);
    var stored =
        platform.has(
            switch (token) {
              case "a session that is bound to another key" -> sample.boundTo(OTHER);
              case "a session that no policy binds" -> sample;
              case "a session of the console" -> sample.policy("console").boundTo(KEY);
              default -> sample.boundTo(KEY);
            });
    var secret = token.equals("a tag that is wrong") ? freshSecret() : stored.rotation().secret();
    var text = token(use, stored, secret);

    assertEquals(expected, present(use, text, proof(use, "proof", KEY, text)));

    assertEquals(kept, platform.proofs.kept());
  }

  @ParameterizedTest
  @EnumSource
  void theSecondTimeAProofIsRefusedAndTheTokenStaysAsItWas(Use use) {
    var stored = platform.has(session().awaiting(VERIFIER).boundTo(KEY));
    var text = token(use, stored, stored.rotation().secret());
    var proof = proof(use, "proof", KEY, text);
    present(use, text, proof);
    var once = platform.stored(stored);

    assertEquals("ProofRefused", present(use, text, proof));

    assertEquals(once, platform.stored(stored));
  }

  @ParameterizedTest
  @EnumSource
  void theProofOfATokenThatFailsItsCheckIsNotEvenLookedAt(Use use) {
    var proof =
        new PresentedProof(
            () -> {
              throw new AssertionError("is checked");
            });
    assertEquals(use == Use.VERIFY ? "Unknown" : "Invalid", present(use, "made up", proof));
  }
}
