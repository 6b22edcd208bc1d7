package dev.sojourn.application.token;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.failure;
import static dev.sojourn.application.fake.FakePlatform.BY;
import static dev.sojourn.application.sample.SamplePolicies.defaultAnd;
import static dev.sojourn.application.sample.SamplePolicies.policy;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.fake.FakeJose;
import dev.sojourn.application.fake.FakePlatform;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.token.RotateSigningKeys.When;
import dev.sojourn.application.token.RotateSigningKeys.Withdrawal;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningAlgorithm;
import dev.sojourn.domain.token.SigningKeys;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of format jwt, and the keys that sign them. */
class JwtAccessTokensTest {
  private final FakePlatform platform =
      new FakePlatform(
          defaultAnd(
              policy("web")
                  .accessTokens(Optional.of(Duration.ofMinutes(15)), AccessTokenFormat.JWT)
                  .build()));

  @BeforeEach
  void aKeyIsThere() {
    answer(platform.rotateSigningKeys.keepUp());
  }

  @Test
  void aJwtSaysWhoseItIsAndHowTheyProvedIt() {
    var session =
        platform.has(
            session()
                .policy("web")
                .generation(3)
                .authenticatedAt(T0.minusSeconds(60))
                .authenticatedBy(List.of("pwd", "otp"), "aal2"));
    var claims = claims(platform.accessToken(session)).members();
    assertEquals(new Json.Text("https://id.example"), claims.get("iss"));
    assertEquals(new Json.Text("https://id.example"), claims.get("aud"));
    assertEquals(new Json.Text(session.userId().value()), claims.get("sub"));
    assertEquals(new Json.Text("shop"), claims.get("client_id"));
    assertEquals(new Json.Text(session.id().toString()), claims.get("sid"));
    assertEquals(new Json.Whole(T0.getEpochSecond()), claims.get("iat"));
    assertEquals(new Json.Whole(T0.getEpochSecond() + 900), claims.get("exp"));
    assertEquals(new Json.Whole(T0.getEpochSecond() - 60), claims.get("auth_time"));
    assertEquals(new Json.Whole(3), claims.get("generation"));
    assertEquals(
        new Json.Array(List.of(new Json.Text("pwd"), new Json.Text("otp"))), claims.get("amr"));
    assertEquals(new Json.Text("aal2"), claims.get("acr"));
    assertTrue(claims.containsKey("jti"));
  }

  @Test
  void theSessionsOwnFormatGoesBeforeThePolicys() {
    var opaque = platform.has(session().policy("web").terms(terms(AccessTokenFormat.OPAQUE)));
    var jwt = platform.has(session().terms(terms(AccessTokenFormat.JWT)));
    assertTrue(platform.accessToken(opaque).startsWith("sat_"));
    assertTrue(platform.accessToken(jwt).startsWith("ey"));
  }

  private static TokenTerms terms(AccessTokenFormat format) {
    return new TokenTerms(Optional.of(format), Optional.empty());
  }

  @Test
  void itIsVerifiedAsTheSessionNowIs() {
    var session = platform.has(session().policy("web"));
    var token = platform.accessToken(session);
    assertInstanceOf(Verification.Active.class, verify(token));
    end(session);
    assertEquals(new Verification.Ended(EndReason.REVOKED), verify(token));
  }

  @Test
  void itExpires() {
    var session = platform.has(session().policy("web"));
    var token = platform.accessToken(session);
    platform.clock.pass(Duration.ofMinutes(15).minusMillis(1));
    assertInstanceOf(Verification.Active.class, verify(token));
    platform.clock.pass(Duration.ofMillis(1));
    assertEquals(new Verification.Expired(), verify(token));
  }

  @Test
  void oneFromBeforeAReauthenticationIsRefused() {
    var session = platform.has(session().policy("web"));
    var token = platform.accessToken(session);
    answer(
        platform.reauthenticateSession.reauthenticate(
            session.id(), List.of(), Optional.empty(), SessionReach.ALL, FakePlatform.BY));
    assertEquals(new Verification.Unknown(), verify(token));
  }

  @Test
  void itsSightingIsSeen() {
    var session = platform.has(session().policy("web").generation(2).seen(1));
    verify(platform.accessToken(session));
    assertTrue(platform.stored(session).rotation().hasSeen(session.rotation().generation()));
  }

  @Test
  void signingOutWithItEndsTheSession() {
    var session = platform.has(session().policy("web"));
    answer(
        platform.revokeToken.revoke(
            platform.accessToken(session), Optional.empty(), FakePlatform.BY));
    assertTrue(platform.stored(session).end().isPresent());
  }

  @Test
  void whatAForeignIssuerOrAnotherKindSaysIsUnknownAndCostsNoLook() {
    var session = platform.has(session().policy("web"));
    platform.accessToken(session);
    var looks = platform.signingKeys.looks();
    var key = answer(platform.signingKeys.all()).all().getFirst();
    var signer =
        platform.jose.signer(
            key, platform.serverKeys.open("signing key", key.privateKey()).orElseThrow());
    var good = claims(platform.accessToken(session));
    assertEquals(new Verification.Unknown(), verify(signer.sign("jwt", good)));
    for (var name : List.of("iss", "jti", "sid", "exp", "generation")) {
      var absent = new java.util.LinkedHashMap<>(good.members());
      absent.remove(name);
      assertEquals(
          new Verification.Unknown(), verify(signer.sign("at+jwt", new Json.Object(absent))), name);
      var wrong = new java.util.LinkedHashMap<>(good.members());
      wrong.put(name, new Json.Bool(true));
      assertEquals(
          new Verification.Unknown(), verify(signer.sign("at+jwt", new Json.Object(wrong))), name);
    }
    assertEquals(new Verification.Unknown(), verify("ey" + "a".repeat(1_000_000)));
    assertEquals(looks + 1, platform.signingKeys.looks()); // our own, above
  }

  @Test
  void aChangedClaimIsRefusedThoughTheSignatureIsGood() {
    var session = platform.has(session().policy("web"));
    var key = answer(platform.signingKeys.all()).all().getFirst();
    var signer =
        platform.jose.signer(
            key, platform.serverKeys.open("signing key", key.privateKey()).orElseThrow());
    var longer = new java.util.LinkedHashMap<>(claims(platform.accessToken(session)).members());
    longer.put("exp", new Json.Whole(T0.getEpochSecond() + 100_000));
    // A thief of a signing key does not have the secret of the session.
    assertEquals(
        new Verification.Unknown(), verify(signer.sign("at+jwt", new Json.Object(longer))));
  }

  @Test
  void aKeyOfAnotherNodeIsLookedUpBeforeAnybodyIsRefused() {
    var session = platform.has(session().policy("web"));
    var before = platform.accessToken(session);
    var otherNode =
        new SigningKeyRing(
            platform.signingKeys, platform.jose, () -> platform.serverKeys, () -> Runnable::run);
    var rotation = rotation(otherNode, platform.serverKeys);
    var key = answer(rotation.rotate(When.AT_ONCE, BY));
    var otherMint =
        new JwtMint(
            otherNode,
            platform.jose,
            () -> platform.serverKeys,
            new Issuer(() -> "https://id.example", Optional.empty()),
            platform.clock);
    var after =
        answer(
                new TokenMint(() -> platform.serverKeys, otherMint)
                    .pair(session, T0, EffectiveRules.of(webPolicy())))
            .accessToken();
    assertNotEquals(before, after);
    assertEquals(key.id().value(), platform.jose.parse(after).orElseThrow().keyId());
    assertInstanceOf(Verification.Active.class, verify(after));
    assertInstanceOf(Verification.Active.class, verify(before));
  }

  @Test
  void keysAreReplacedOnScheduleWithALeadAndForgottenWhenTheirTokensHaveExpired() {
    platform.clock.pass(Duration.ofDays(30).minus(SigningKeys.LEAD));
    var published = answer(platform.rotateSigningKeys.keepUp()).orElseThrow();
    assertEquals(T0.plus(Duration.ofDays(30)), published.signsFrom());
    assertEquals(Optional.empty(), answer(platform.rotateSigningKeys.keepUp()));
    platform.clock.pass(SigningKeys.LEAD);
    assertEquals(
        published, answer(platform.signingKeyRing.signing(platform.clock.instant())).key());
    platform.clock.pass(SigningKeys.STALE.plus(Duration.ofMinutes(15)).minusMillis(1));
    answer(platform.rotateSigningKeys.keepUp());
    assertEquals(2, answer(platform.rotateSigningKeys.list()).keys().all().size());
    platform.clock.pass(Duration.ofMillis(1));
    answer(platform.rotateSigningKeys.keepUp());
    assertEquals(List.of(published), answer(platform.rotateSigningKeys.list()).keys().all());
  }

  @Test
  void anOperatorsRotationIsPublishedAtOnceAndSignsAfterTheLead() {
    var key = answer(platform.rotateSigningKeys.rotate(When.PUBLISHED_FIRST, BY));
    assertEquals(T0.plus(SigningKeys.LEAD), key.signsFrom());
    assertTrue(answer(platform.jwts.publicKeys()).contains(key.publicKey()));
    assertNotEquals(key, answer(platform.signingKeyRing.signing(T0)).key());
  }

  @Test
  void aKeyThatHasLeakedIsWithdrawnOnceAnotherSigns() {
    var session = platform.has(session().policy("web"));
    var token = platform.accessToken(session);
    var leaked = answer(platform.signingKeys.all()).all().getFirst().id();
    assertEquals(Withdrawal.NEEDED, answer(platform.rotateSigningKeys.withdraw(leaked, BY)));
    answer(platform.rotateSigningKeys.rotate(When.AT_ONCE, BY));
    assertEquals(Withdrawal.WITHDRAWN, answer(platform.rotateSigningKeys.withdraw(leaked, BY)));
    assertEquals(Withdrawal.UNKNOWN, answer(platform.rotateSigningKeys.withdraw(leaked, BY)));
    assertEquals(new Verification.Unknown(), verify(token));
    assertInstanceOf(Verification.Active.class, verify(platform.accessToken(session)));
  }

  @Test
  void aKeyThatAnotherNodeHasWithdrawnIsRefusedAsSoonAsThatIsHeard() {
    var leaked = platform.jose.parse(aSignedToken()).orElseThrow().keyId();
    var other = anotherNode();
    assertTrue(answer(other.verifier(leaked)).isPresent());
    answer(platform.rotateSigningKeys.rotate(When.AT_ONCE, BY));
    assertFalse(answer(other.signing(T0)).key().id().value().equals(leaked));
    answer(platform.rotateSigningKeys.withdraw(new KeyThumbprint(leaked), BY));
    assertTrue(answer(other.verifier(leaked)).isEmpty());
  }

  @Test
  void aNodeThatDoesNotHearOfChangesLooksEachTime() {
    var keyId = platform.jose.parse(aSignedToken()).orElseThrow().keyId();
    var other = anotherNode();
    platform.signingKeys.hears(false);
    var looks = platform.signingKeys.looks();
    for (var time = 1; time <= 3; time++) {
      assertTrue(answer(other.verifier(keyId)).isPresent());
      assertEquals(looks + time, platform.signingKeys.looks());
    }
    platform.signingKeys.hears(true);
    answer(other.verifier(keyId));
    answer(other.verifier(keyId));
    assertEquals(looks + 4, platform.signingKeys.looks());
  }

  private String aSignedToken() {
    return platform.accessToken(platform.has(session().policy("web")));
  }

  private SigningKeyRing anotherNode() {
    return new SigningKeyRing(
        platform.signingKeys, platform.jose, () -> platform.serverKeys, () -> Runnable::run);
  }

  @Test
  void aKeyThatNoServerKeyOpensAnyMoreIsReplacedAtOnceAndStillChecks() {
    var session = platform.has(session().policy("web"));
    var token = platform.accessToken(session);
    var bytes = new byte[32];
    Arrays.fill(bytes, (byte) 9);
    var otherKeys = KeyRing.of(Map.of(new KeyId(2), new ServerKey(bytes)));
    var ring =
        new SigningKeyRing(
            platform.signingKeys, platform.jose, () -> otherKeys, () -> Runnable::run);
    assertTrue(failure(ring.signing(T0)).toString().contains("there is no signing key yet"));
    var published = answer(rotation(ring, otherKeys).keepUp()).orElseThrow();
    assertEquals(published, answer(ring.signing(T0)).key());
    assertTrue(answer(ring.verifier(platform.jose.parse(token).orElseThrow().keyId())).isPresent());
  }

  @Test
  void manyUnknownKeysCostOneLookAtATime() {
    var store = new SlowKeys();
    var ring =
        new SigningKeyRing(store, new FakeJose(), () -> platform.serverKeys, () -> Runnable::run);
    var asked =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(n -> ring.verifier("unknown " + n).toCompletableFuture())
            .toList();
    assertEquals(1, store.looks.size());
    store.answerAll();
    assertEquals(2, store.looks.size());
    store.answerAll();
    assertEquals(2, store.looks.size());
    asked.forEach(each -> assertEquals(Optional.empty(), each.join()));
  }

  @Test
  void whoSharesALookOfAnotherGoesOnWhereTheyAreThemselves() {
    var store = new SlowKeys();
    var caller = new java.util.concurrent.atomic.AtomicReference<>("nobody");
    var goesOnAs = new java.util.ArrayList<String>();
    var ring =
        new SigningKeyRing(
            store,
            new FakeJose(),
            () -> platform.serverKeys,
            () -> {
              var who = caller.get();
              return work -> {
                var before = caller.getAndSet(who);
                work.run();
                caller.set(before);
              };
            });
    for (var who : List.of("first", "second", "third")) {
      caller.set(who);
      var _ = ring.published().thenAccept(_ -> goesOnAs.add(who + " as " + caller.get()));
    }
    caller.set("nobody");
    store.answerAll();
    caller.set("nobody");
    store.answerAll();
    assertEquals(
        List.of("first as first", "second as second", "third as third"),
        goesOnAs.stream().sorted().toList());
  }

  /** Answers when it is told to. */
  private static final class SlowKeys implements dev.sojourn.application.port.SigningKeyStore {
    private final List<java.util.concurrent.CompletableFuture<SigningKeys>> looks =
        new java.util.ArrayList<>();

    @Override
    public java.util.OptionalLong changes() {
      return java.util.OptionalLong.of(0);
    }

    @Override
    public java.util.concurrent.CompletionStage<SigningKeys> all() {
      var look = new java.util.concurrent.CompletableFuture<SigningKeys>();
      looks.add(look);
      return look;
    }

    void answerAll() {
      List.copyOf(looks).forEach(look -> look.complete(new SigningKeys(List.of())));
    }

    @Override
    public <R> java.util.concurrent.CompletionStage<R> update(
        java.util.function.Function<SigningKeys, Decision<SigningKeys, R>> decide) {
      throw new AssertionError("is not to be written");
    }
  }

  @Test
  void anIntrospectionIsSignedForTheResourceServerThatAsks() {
    var text =
        answer(
            platform.jwts.introspection(
                new Json.Object(Map.of("active", new Json.Bool(false))), "shop"));
    var jwt = platform.jose.parse(text).orElseThrow();
    assertEquals("token-introspection+jwt", jwt.type());
    assertEquals(
        new Json.Object(
            Map.of(
                "iss", new Json.Text("https://id.example"),
                "aud", new Json.Text("shop"),
                "iat", new Json.Whole(T0.getEpochSecond()),
                "token_introspection", new Json.Object(Map.of("active", new Json.Bool(false))))),
        jwt.claims());
    // and is no access token
    assertEquals(new Verification.Unknown(), verify(text));
  }

  @Test
  void theKeyOfABoundSessionIsInItsJwt() {
    var key = new KeyThumbprint("K".repeat(42) + "A");
    var session = platform.has(session().policy("web").boundTo(key));
    assertEquals(
        new Json.Object(Map.of("jkt", new Json.Text(key.value()))),
        claims(platform.accessToken(session)).members().get("cnf"));
  }

  private RotateSigningKeys rotation(SigningKeyRing ring, KeyRing serverKeys) {
    return new RotateSigningKeys(
        platform.signingKeys,
        ring,
        platform.jose,
        () -> serverKeys,
        SigningAlgorithm.EDDSA,
        Duration.ofDays(30),
        defaultAnd(webPolicy()),
        Runnable::run,
        platform.clock);
  }

  private dev.sojourn.domain.policy.SessionPolicy webPolicy() {
    return platform.policies.named(new dev.sojourn.domain.policy.PolicyName("web"));
  }

  private Json.Object claims(String token) {
    return platform.jose.parse(token).orElseThrow().claims();
  }

  private void end(Session session) {
    answer(
        platform.sessions.update(
            session.id(),
            stored ->
                Decision.store(
                    stored.orElseThrow().endedBy(new End(EndReason.REVOKED, T0)), true)));
  }

  private Verification verify(String token) {
    return answer(platform.verifyAccessToken.verify(token, new Presented.AsBearer()));
  }
}
