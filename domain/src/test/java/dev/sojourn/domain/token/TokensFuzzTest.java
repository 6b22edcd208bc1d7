package dev.sojourn.domain.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Of all texts that there are, one is the token. */
class TokensFuzzTest {
  private static final SessionId ID =
      new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001"));
  private static final Generation GENERATION = new Generation(7);
  private static final Instant EXPIRY = Instant.parse("2026-03-01T12:15:00Z");
  private static final Secret SECRET = new Secret(new byte[Secret.LENGTH]);
  private static final KeyRing KEYS =
      KeyRing.of(Map.of(new KeyId(1), new ServerKey(new byte[ServerKey.SHORTEST])));

  @FuzzTest
  void aRefreshTokenHasOneSpelling(
      @InRange(min = 0, max = 100) int from,
      @InRange(min = 0, max = 100) int until,
      @NotNull String instead) {
    onlyTheOne(
        RefreshToken.mint(ID, GENERATION, SECRET, KEYS),
        from,
        until,
        instead,
        text -> RefreshToken.parse(text, KEYS).filter(t -> t.isMadeFor(SECRET, KEYS)).isPresent());
  }

  @FuzzTest
  void anAccessTokenHasOneSpelling(
      @InRange(min = 0, max = 110) int from,
      @InRange(min = 0, max = 110) int until,
      @NotNull String instead) {
    onlyTheOne(
        OpaqueAccessToken.mint(ID, GENERATION, EXPIRY, SECRET, KEYS),
        from,
        until,
        instead,
        text ->
            OpaqueAccessToken.parse(text, KEYS).filter(t -> t.isMadeFor(SECRET, KEYS)).isPresent());
  }

  @FuzzTest
  void anExchangeCodeHasOneSpelling(
      @InRange(min = 0, max = 110) int from,
      @InRange(min = 0, max = 110) int until,
      @NotNull String instead) {
    onlyTheOne(
        ExchangeCode.mint(ID, EXPIRY, SECRET, KEYS),
        from,
        until,
        instead,
        text -> ExchangeCode.parse(text, KEYS).filter(t -> t.isMadeFor(SECRET, KEYS)).isPresent());
  }

  @FuzzTest
  void whatIsDerivedHasOneSpelling(
      @InRange(min = 0, max = 40) int from,
      @InRange(min = 0, max = 40) int until,
      @NotNull String instead) {
    onlyTheOne(
        CsrfToken.of(ID, KEYS), from, until, instead, text -> CsrfToken.isOf(ID, text, KEYS));
    onlyTheOne(
        DpopNonce.at(EXPIRY, KEYS),
        from,
        until,
        instead,
        text -> DpopNonce.isGood(text, EXPIRY, KEYS));
    onlyTheOne(
        JwtAccessToken.id(ID, GENERATION, EXPIRY, SECRET, KEYS),
        from,
        until,
        instead,
        text -> new JwtAccessToken(text, ID, GENERATION, EXPIRY).isMadeFor(SECRET, KEYS));
  }

  @FuzzTest
  void aTextThatOnlyLooksLikeOneIsNone(@NotNull String text) {
    for (var prefix : new String[] {"", "srt_", "sat_", "sxc_"}) {
      assertEquals(Optional.empty(), RefreshToken.parse(prefix + text, KEYS).map(_ -> prefix));
      assertEquals(Optional.empty(), OpaqueAccessToken.parse(prefix + text, KEYS).map(_ -> prefix));
      assertEquals(Optional.empty(), ExchangeCode.parse(prefix + text, KEYS).map(_ -> prefix));
    }
    assertFalse(CsrfToken.isOf(ID, text, KEYS));
    assertFalse(DpopNonce.isGood(text, EXPIRY, KEYS));
  }

  /** A text with something else in its middle is accepted only if that makes no difference. */
  private static void onlyTheOne(
      String good, int from, int until, String instead, Predicate<String> accepts) {
    var start = Math.min(Math.min(from, until), good.length());
    var end = Math.min(Math.max(from, until), good.length());
    var changed = good.substring(0, start) + instead + good.substring(end);

    assertTrue(accepts.test(good));
    assertEquals(changed.equals(good), accepts.test(changed), changed);
  }
}
