package dev.sojourn.domain.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.dpop.DpopProof;
import dev.sojourn.domain.dpop.DpopProof.Use;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DpopTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final KeyThumbprint KEY =
      new KeyThumbprint("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  private static final KeyRing KEYS = keys(1);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it fits                              | POST | https://id.example/v1/token            | PT0S      | hash  | -
          query and fragment do not count      | POST | https://id.example/v1/token?a=b#c      | PT0S      | hash  | -
          not even if they make it no URI      | POST | https://id.example/v1/token?a={"b":[]}# | PT0S      | hash  | -
          neither does how a host is written   | POST | HTTPS://ID.Example:443/v1/token        | PT0S      | hash  | -
          nor a dot in the path                | POST | https://id.example/v1/./token          | PT0S      | hash  | -
          a millisecond before it is too old   | POST | https://id.example/v1/token            | PT59.999S | hash  | -
          after a minute it is too old         | POST | https://id.example/v1/token            | PT1M      | hash  | iat is too long ago
          a clock ten seconds ahead is borne   | POST | https://id.example/v1/token            | PT-10S    | hash  | -
          a clock further ahead is not         | POST | https://id.example/v1/token            | PT-10.001S | hash | iat is in the future
          another method                       | GET  | https://id.example/v1/token            | PT0S      | hash  | htm is not the method of the request
          methods are compared as written      | post | https://id.example/v1/token            | PT0S      | hash  | htm is not the method of the request
          another path                         | POST | https://id.example/v1/Token            | PT0S      | hash  | htu is not the URI of the request
          another host                         | POST | https://evil.example/v1/token          | PT0S      | hash  | htu is not the URI of the request
          another scheme                       | POST | http://id.example/v1/token             | PT0S      | hash  | htu is not the URI of the request
          another port                         | POST | https://id.example:8443/v1/token       | PT0S      | hash  | htu is not the URI of the request
          no URI                               | POST | not a uri                              | PT0S      | hash  | htu is not the URI of the request
          a path alone                         | POST | /v1/token                              | PT0S      | hash  | htu is not the URI of the request
          with a user                          | POST | https://me@id.example/v1/token         | PT0S      | hash  | htu is not the URI of the request
          of another access token              | POST | https://id.example/v1/token            | PT0S      | other | ath is not the hash of the access token
          of no access token                   | POST | https://id.example/v1/token            | PT0S      |       | ath is not the hash of the access token
          """)
  void proofs(String rule, String method, String uri, Duration age, String hash, String fault) {
    var proof =
        new DpopProof(KEY, "1", method, uri, T0, Optional.ofNullable(hash), Optional.empty());
    var use = new Use("POST", "https://id.example/v1/token", Optional.of("hash"));
    assertEquals(
        Optional.of(fault).filter(text -> !text.equals("-")), proof.fault(use, T0.plus(age)));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = ',',
      textBlock =
          """
          https://a.b/%7Euser/x%2Dy, https://a.b/~user/x-y
          https://a.b/a%2fb, https://a.b/a%2Fb
          https://a.b/a|b{c}, https://a.b/a%7Cb%7Bc%7D
          https://a.b/x[1], https://a.b/x%5B1%5D
          https://[::1]:8080/x, https://[::1]:8080/x
          https://a.b/%41, https://a.b/A
          http://my_app:8080/a, http://my_app:8080/a
          https://a.b/x%E9, https://a.b/x%e9
          """)
  void oneWayToWriteAPath(String one, String other) {
    var proof = new DpopProof(KEY, "1", "GET", one, T0, Optional.empty(), Optional.empty());
    assertEquals(Optional.empty(), proof.fault(new Use("GET", other, Optional.empty()), T0));
    assertEquals(
        Optional.of("htu is not the URI of the request"),
        proof.fault(new Use("GET", "https://a.b/other%2Fb", Optional.empty()), T0));
  }

  @Test
  void slashesAreNotMerged() {
    var proof =
        new DpopProof(KEY, "1", "GET", "https://a.b/a//b", T0, Optional.empty(), Optional.empty());
    assertEquals(
        Optional.of("htu is not the URI of the request"),
        proof.fault(new Use("GET", "https://a.b/a/b", Optional.empty()), T0));
    assertEquals(
        Optional.empty(), proof.fault(new Use("GET", "https://a.b/a//b", Optional.empty()), T0));
  }

  @Test
  void twoUrisThatAreNoneDoNotFitEachOther() {
    var proof = new DpopProof(KEY, "1", "GET", "nonsense", T0, Optional.empty(), Optional.empty());
    assertEquals(
        Optional.of("htu is not the URI of the request"),
        proof.fault(new Use("GET", "nonsense", Optional.empty()), T0));
  }

  @Test
  void aNonceIsGoodForFiveMinutesOnEveryNode() {
    var nonce = DpopNonce.at(T0, KEYS);
    assertTrue(DpopNonce.isGood(nonce, T0, keys(1)));
    assertTrue(DpopNonce.isGood(nonce, T0.plusSeconds(299), KEYS));
    assertFalse(DpopNonce.isGood(nonce, T0.plusSeconds(300), KEYS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "AAAA", "ä", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void whatIsNoNonceOfOursIsNotGood(String text) {
    assertFalse(DpopNonce.isGood(text, T0, KEYS));
  }

  @Test
  void whatIsDerivedHasOneSpelling() {
    var id = new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001"));
    var csrf = CsrfToken.of(id, KEYS);
    assertTrue(CsrfToken.isOf(id, csrf, KEYS));
    assertFalse(CsrfToken.isOf(id, otherBits(csrf), KEYS));
    assertFalse(CsrfToken.isOf(id, csrf + "=", KEYS));
    var nonce = DpopNonce.at(T0, KEYS);
    assertFalse(DpopNonce.isGood(otherBits(nonce), T0, KEYS));
    assertFalse(DpopNonce.isGood(nonce + "==", T0, KEYS));
  }

  /** With the last bit the other way, which means nothing. */
  private static String otherBits(String text) {
    var last = text.length() - 1;
    return text.substring(0, last) + (char) (text.charAt(last) + 1);
  }

  @Test
  void aNonceOfAnotherKeyIsNotGood() {
    assertFalse(DpopNonce.isGood(DpopNonce.at(T0, keys(2)), T0, KEYS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4", // short
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4II", // long
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J", // bits that mean nothing
        "0ZcOCORZNYy+DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
      })
  void whatIsNoThumbprint(String text) {
    assertTrue(KeyThumbprint.parse(text) instanceof Parsed.Invalid);
  }

  @Test
  void whatIsSealedForAPurposeIsOpenedForItByTheSameKey() {
    var secret = new byte[] {1, 2, 3};
    var sealed = KEYS.seal("signing key", secret);
    assertEquals(sealed, KEYS.seal("signing key", secret));
    assertNotEquals(sealed, KEYS.seal("signing key", new byte[] {1, 2, 4}));
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        secret, KEYS.open("signing key", sealed).orElseThrow());
    assertEquals(Optional.empty(), KEYS.open("another", sealed));
    assertEquals(Optional.empty(), keys(2).open("signing key", sealed));
    assertEquals(Optional.empty(), KEYS.open("signing key", new SealedSecret(new byte[13])));
    var bytes = sealed.bytes();
    bytes[bytes.length - 1] ^= 1;
    assertEquals(Optional.empty(), KEYS.open("signing key", new SealedSecret(bytes)));
    assertFalse(sealed.toString().contains("1"));
  }

  @Test
  void whatAnEarlierKeySealedIsStillOpened() {
    var sealed = KEYS.seal("signing key", new byte[] {1});
    var ring =
        KeyRing.of(
            Map.of(new KeyId(1), new ServerKey(bytes(1)), new KeyId(2), new ServerKey(bytes(2))));
    assertTrue(ring.open("signing key", sealed).isPresent());
    assertNotEquals(sealed, ring.seal("signing key", new byte[] {1}));
  }

  private static KeyRing keys(int fill) {
    return KeyRing.of(Map.of(new KeyId(1), new ServerKey(bytes(fill))));
  }

  private static byte[] bytes(int fill) {
    var bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return bytes;
  }
}
