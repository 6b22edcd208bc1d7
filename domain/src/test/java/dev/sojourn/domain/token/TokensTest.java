package dev.sojourn.domain.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens of docs/rules.md, section 5. */
class TokensTest {
  private static final SessionId ID =
      new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001"));
  private static final Generation GENERATION = new Generation(7);
  private static final Instant EXPIRY = Instant.parse("2026-03-01T12:15:00Z");
  private static final byte[] KEY_BYTES = filled(32, 0x11);
  private static final KeyRing KEYS = ring(1, KEY_BYTES);
  private static final Secret SECRET = new Secret(filled(32, 0x22));
  private static final Secret OTHER_SECRET = new Secret(filled(32, 0x23));
  private static final List<String> ALPHABET =
      List.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split(""));

  /** The three kinds, so that what holds of every token is said once. */
  enum Kind {
    REFRESH("srt_", 20) {
      @Override
      String mint(KeyRing keys) {
        return RefreshToken.mint(ID, GENERATION, SECRET, keys);
      }

      @Override
      Optional<Boolean> madeFor(Secret secret, String text, KeyRing keys) {
        return RefreshToken.parse(text, keys).map(token -> token.isMadeFor(secret, keys));
      }
    },
    ACCESS("sat_", 28) {
      @Override
      String mint(KeyRing keys) {
        return OpaqueAccessToken.mint(ID, GENERATION, EXPIRY, SECRET, keys);
      }

      @Override
      Optional<Boolean> madeFor(Secret secret, String text, KeyRing keys) {
        return OpaqueAccessToken.parse(text, keys).map(token -> token.isMadeFor(secret, keys));
      }
    },
    EXCHANGE("sxc_", 24) {
      @Override
      String mint(KeyRing keys) {
        return ExchangeCode.mint(ID, EXPIRY, SECRET, keys);
      }

      @Override
      Optional<Boolean> madeFor(Secret secret, String text, KeyRing keys) {
        return ExchangeCode.parse(text, keys).map(token -> token.isMadeFor(secret, keys));
      }
    };

    final String prefix;
    final int bodyLength;

    Kind(String prefix, int bodyLength) {
      this.prefix = prefix;
      this.bodyLength = bodyLength;
    }

    abstract String mint(KeyRing keys);

    /** Whether the text is a token, and if so, whether it was made for the secret. */
    abstract Optional<Boolean> madeFor(Secret secret, String text, KeyRing keys);
  }

  @Property
  void aRefreshTokenSaysWhatItWasMadeOf(@ForAll @IntRange(min = 1) int generation) {
    var text = RefreshToken.mint(ID, new Generation(generation), SECRET, KEYS);

    var token = RefreshToken.parse(text, KEYS).orElseThrow();

    assertEquals(ID, token.sessionId());
    assertEquals(new Generation(generation), token.generation());
    assertTrue(token.isMadeFor(SECRET, KEYS));
  }

  @Property
  void anAccessTokenSaysWhatItWasMadeOf(
      @ForAll @IntRange(min = 1) int generation,
      @ForAll @LongRange(min = 0, max = 253_402_300_799L) long expiry) {
    var expiresAt = Instant.ofEpochSecond(expiry);
    var text = OpaqueAccessToken.mint(ID, new Generation(generation), expiresAt, SECRET, KEYS);

    var token = OpaqueAccessToken.parse(text, KEYS).orElseThrow();

    assertEquals(ID, token.sessionId());
    assertEquals(new Generation(generation), token.generation());
    assertEquals(expiresAt, token.expiresAt());
    assertTrue(token.isMadeFor(SECRET, KEYS));
  }

  @Test
  void anExchangeCodeSaysWhatItWasMadeOf() {
    var code = ExchangeCode.parse(Kind.EXCHANGE.mint(KEYS), KEYS).orElseThrow();

    assertEquals(ID, code.sessionId());
    assertEquals(EXPIRY, code.expiresAt());
    assertTrue(code.isMadeFor(SECRET, KEYS));
  }

  @ParameterizedTest
  @EnumSource
  void theSameInputGivesTheSameToken(Kind kind) {
    assertEquals(kind.mint(KEYS), kind.mint(ring(1, KEY_BYTES)));
  }

  /** A change of these texts logs everybody out. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REFRESH  | srt_AQGVUUoAAHAAgAAAAAAAAAEAAAAHjMVD4aq5ihGucQJbnComcfbq5nBy8nc3EDu3FgLa_gj1E1PQk0xc4g
          ACCESS   | sat_AQGVUUoAAHAAgAAAAAAAAAEAAAAHAAAAAGmkLcQ1GhdZmto3d_U9prdcaAzm_BEUI1yO2x9SsfSBQy_etAmZoNdEuzEd
          EXCHANGE | sxc_AQGVUUoAAHAAgAAAAAAAAAEAAAAAaaQtxFScU48T2ZsWx7IfbbzgfhRt6zIJRVaojjp0HNT5ZK65bROt-xYcY1k
          """)
  void theTextOfATokenNeverChanges(Kind kind, String golden) {
    assertEquals(golden, kind.mint(KEYS));
  }

  @ParameterizedTest(name = "{0} has {1} bytes in {2} characters")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REFRESH  | 61 | 86
          ACCESS   | 69 | 96
          EXCHANGE | 65 | 91
          """)
  void theLayout(Kind kind, int bytes, int characters) throws Exception {
    var text = kind.mint(KEYS);
    assertEquals(kind.prefix, text.substring(0, 4));
    assertEquals(characters, text.length());

    var token = ByteBuffer.wrap(decoded(text));
    assertEquals(bytes, token.remaining());
    assertEquals(1, token.get(), "key id");
    assertEquals(ID.value(), new UUID(token.getLong(), token.getLong()), "session id");
    if (kind != Kind.EXCHANGE) {
      assertEquals(GENERATION.value(), token.getInt(), "generation");
    }
    if (kind != Kind.REFRESH) {
      assertEquals(EXPIRY.getEpochSecond(), token.getLong(), "expiry");
    }
    var body = Arrays.copyOf(token.array(), token.position());
    var purpose = ("sojourn " + kind).getBytes(StandardCharsets.US_ASCII);
    var check = Arrays.copyOf(hmac(purpose, body), 8);
    assertArrayEquals(check, taken(token, 8), "check");
    assertArrayEquals(hmac(purpose, body, check, SECRET.bytes()), taken(token, 32), "tag");
  }

  @ParameterizedTest
  @EnumSource
  void aFlippedCharacterMakesItNoTokenOrOneOfAnotherSecret(Kind kind) {
    var text = kind.mint(KEYS);
    // What comes before the tag is covered by the check already.
    var beforeTheTag = 4 + (1 + kind.bodyLength + 8) * 8 / 6;
    for (var at = 0; at < text.length(); at++) {
      for (var replacement : ALPHABET) {
        var flipped = text.substring(0, at) + replacement + text.substring(at + 1);
        if (!flipped.equals(text)) {
          var made = kind.madeFor(SECRET, flipped, KEYS);
          assertFalse(made.orElse(false), flipped);
          if (at < beforeTheTag) {
            assertEquals(Optional.empty(), made, flipped);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfAnotherKindIsNone(Kind kind) {
    var text = kind.mint(KEYS);

    for (var other : Kind.values()) {
      var body = text.substring(4);
      var wanted = other == kind ? Optional.of(true) : Optional.<Boolean>empty();
      assertEquals(wanted, other.madeFor(SECRET, text, KEYS));
      assertEquals(wanted, other.madeFor(SECRET, other.prefix + body, KEYS));
      // Cut or filled up to the length of the other kind.
      var length = other.mint(KEYS).length() - 4;
      assertEquals(
          wanted,
          other.madeFor(SECRET, other.prefix + (body + "AAAAAAAAAA").substring(0, length), KEYS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfAnotherSessionsSecretIsAuthenticOnlyAtFirstSight(Kind kind) {
    assertEquals(Optional.of(false), kind.madeFor(OTHER_SECRET, kind.mint(KEYS), KEYS));
  }

  @ParameterizedTest
  @EnumSource
  void aTokenOfAnotherServerKeyIsNone(Kind kind) {
    var text = kind.mint(KEYS);

    assertEquals(Optional.empty(), kind.madeFor(SECRET, text, ring(1, filled(32, 0x12))));
    assertEquals(Optional.empty(), kind.madeFor(SECRET, text, ring(2, KEY_BYTES)));
  }

  @ParameterizedTest
  @EnumSource
  void aKeyIsReplacedWithNobodyLoggedOut(Kind kind) {
    var newKey = new ServerKey(filled(48, 0x33));
    var both = KeyRing.of(Map.of(new KeyId(1), new ServerKey(KEY_BYTES), new KeyId(200), newKey));
    var onlyNew = KeyRing.of(Map.of(new KeyId(200), newKey));
    var old = kind.mint(KEYS);
    var renewed = kind.mint(both);

    assertEquals((byte) 200, decoded(renewed)[0], "the newest key mints");
    assertEquals(Optional.of(true), kind.madeFor(SECRET, old, both));
    assertEquals(Optional.of(true), kind.madeFor(SECRET, renewed, both));
    assertEquals(Optional.of(true), kind.madeFor(SECRET, renewed, onlyNew));
    assertEquals(Optional.empty(), kind.madeFor(SECRET, old, onlyNew));
  }

  @ParameterizedTest
  @EnumSource
  void onlyTheOneSpellingThatWeWriteIsAToken(Kind kind) {
    var text = kind.mint(KEYS);

    for (var other :
        new String[] {
          text + "=",
          text + "==",
          text + "A",
          text + " ",
          " " + text,
          text + "\n",
          text.substring(0, text.length() - 1),
          text.toUpperCase(Locale.ROOT),
          text.replaceFirst("_", "-"),
          text.substring(0, 20) + "+" + text.substring(21),
          text.substring(0, 20) + "/" + text.substring(21),
          text.substring(0, 20) + "ä" + text.substring(21),
          text.substring(0, 20) + "\0" + text.substring(21),
        }) {
      assertEquals(Optional.empty(), kind.madeFor(SECRET, other, KEYS), other);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REFRESH", "EXCHANGE"})
  void anotherSpellingOfTheSameBytesIsNoToken(Kind kind) {
    var text = kind.mint(KEYS);
    var sameBytes = 0;
    for (var replacement : ALPHABET) {
      var spelled = text.substring(0, text.length() - 1) + replacement;
      if (!spelled.equals(text) && Arrays.equals(decoded(text), decoded(spelled))) {
        sameBytes++;
        assertEquals(Optional.empty(), kind.madeFor(SECRET, spelled, KEYS), spelled);
      }
    }
    assertTrue(sameBytes > 0, "the last character has bits to spare");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "srt_", "sat_", "sxc_", "Bearer", "srt", "null", "🗝"})
  void noTokenAtAll(String text) {
    for (var kind : Kind.values()) {
      assertEquals(Optional.empty(), kind.madeFor(SECRET, text, KEYS));
    }
  }

  @Property
  void noTextThatWeDidNotWriteIsAToken(@ForAll String text) {
    for (var kind : Kind.values()) {
      assertEquals(Optional.empty(), kind.madeFor(SECRET, text, KEYS));
      assertEquals(Optional.empty(), kind.madeFor(SECRET, kind.prefix + text, KEYS));
    }
  }

  @Test
  void nothingShowsItselfInALog() {
    assertEquals(
        "RefreshToken[hidden]",
        RefreshToken.parse(Kind.REFRESH.mint(KEYS), KEYS).orElseThrow().toString());
    assertEquals(
        "OpaqueAccessToken[hidden]",
        OpaqueAccessToken.parse(Kind.ACCESS.mint(KEYS), KEYS).orElseThrow().toString());
    assertEquals(
        "ExchangeCode[hidden]",
        ExchangeCode.parse(Kind.EXCHANGE.mint(KEYS), KEYS).orElseThrow().toString());
    assertEquals("ServerKey[hidden]", new ServerKey(KEY_BYTES).toString());
  }

  @Test
  void aServerKeyHasAtLeast32Bytes() {
    assertThrows(IllegalArgumentException.class, () -> new ServerKey(new byte[31]));
    assertEquals("ServerKey[hidden]", new ServerKey(new byte[32]).toString());
  }

  @Test
  void aRingHasAtLeastOneKey() {
    assertThrows(IllegalArgumentException.class, () -> KeyRing.of(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 256})
  void aKeyIdIsOneByte(int id) {
    assertThrows(IllegalArgumentException.class, () -> new KeyId(id));
  }

  @Test
  void aMarkIsRecognisedForItsPurposeAndContentOnly() {
    var content = "a cursor".getBytes(StandardCharsets.UTF_8);
    var mark = KEYS.mark("cursor", content);

    assertEquals(KeyRing.MARK_LENGTH, mark.length);
    assertTrue(KEYS.hasMarked(mark, "cursor", content));
    assertFalse(KEYS.hasMarked(mark, "etag", content));
    assertFalse(KEYS.hasMarked(mark, "cursor", "another".getBytes(StandardCharsets.UTF_8)));
    assertFalse(ring(1, filled(32, 0x12)).hasMarked(mark, "cursor", content));
    assertFalse(ring(2, KEY_BYTES).hasMarked(mark, "cursor", content));
  }

  @Test
  void aMarkWithAChangedByteIsNotRecognised() {
    var content = "a cursor".getBytes(StandardCharsets.UTF_8);

    for (var at = 0; at < KeyRing.MARK_LENGTH; at++) {
      var mark = KEYS.mark("cursor", content);
      mark[at] ^= 1;
      assertFalse(KEYS.hasMarked(mark, "cursor", content));
    }
    assertFalse(KEYS.hasMarked(new byte[0], "cursor", content));
    assertFalse(KEYS.hasMarked(new byte[KeyRing.MARK_LENGTH + 1], "cursor", content));
  }

  @Test
  void aMarkOfAnOlderKeyIsRecognised() {
    var content = new byte[] {1, 2, 3};
    var mark = KEYS.mark("cursor", content);
    var both =
        KeyRing.of(
            Map.of(
                new KeyId(1), new ServerKey(KEY_BYTES),
                new KeyId(2), new ServerKey(filled(32, 0x33))));

    assertTrue(both.hasMarked(mark, "cursor", content));
    assertFalse(Arrays.equals(mark, both.mark("cursor", content)));
  }

  private static KeyRing ring(int id, byte[] key) {
    return KeyRing.of(Map.of(new KeyId(id), new ServerKey(key)));
  }

  private static byte[] filled(int length, int fill) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  private static byte[] decoded(String text) {
    return Base64.getUrlDecoder().decode(text.substring(4));
  }

  private static byte[] taken(ByteBuffer from, int length) {
    var bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static byte[] hmac(byte[]... parts) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY_BYTES, "HmacSHA256"));
    for (var part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }
}
