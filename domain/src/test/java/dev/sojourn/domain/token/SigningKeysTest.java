package dev.sojourn.domain.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.dpop.KeyThumbprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeysTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration ROTATION = Duration.ofDays(30);
  private static final Duration TOKEN = Duration.ofMinutes(15);

  @Test
  void theFirstKeySignsAtOnce() {
    var none = new SigningKeys(List.of());
    assertEquals(Optional.of(T0), none.successorDue(T0, ROTATION, SigningAlgorithm.EDDSA));
    assertEquals(Optional.empty(), none.signer(T0));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          long before its turn there is nothing to do            | P29D       | EdDSA | -
          a millisecond before the lead neither                  | P29DT23H49M59.999S | EdDSA | -
          at the lead the successor is published for its turn    | P29DT23H50M | EdDSA | P30D
          a node that was down catches up, and keeps the lead    | P40D        | EdDSA | P40DT10M
          another algorithm does not wait for the rotation       | P1D         | ES256 | P1DT10M
          """)
  void successors(String rule, Duration later, String algorithm, String signsAfter) {
    var keys = new SigningKeys(List.of(key(1, T0, T0)));
    var due =
        keys.successorDue(
            T0.plus(later), ROTATION, SigningAlgorithm.ofWord(algorithm).orElseThrow());
    assertEquals(
        signsAfter.equals("-")
            ? Optional.empty()
            : Optional.of(T0.plus(Duration.parse(signsAfter))),
        due);
  }

  @Test
  void whileASuccessorIsOnItsWayThereIsNoOther() {
    var keys = new SigningKeys(List.of(key(1, T0, T0), key(2, T0, T0.plusSeconds(600))));
    assertEquals(
        Optional.empty(), keys.successorDue(T0.plusSeconds(1), ROTATION, SigningAlgorithm.RS256));
  }

  @Test
  void aKeySignsFromItsTurnUntilTheNext() {
    var one = key(1, T0, T0);
    var two = key(2, T0, T0.plusSeconds(600));
    var keys = new SigningKeys(List.of(two, one));
    assertEquals(Optional.of(one), keys.signer(T0));
    assertEquals(Optional.of(one), keys.signer(T0.plusMillis(599_999)));
    assertEquals(Optional.of(two), keys.signer(T0.plusSeconds(600)));
    assertEquals(List.of(one, two), keys.all());
    assertEquals(Optional.of(two), keys.find(two.id().value()));
    assertEquals(List.of(one), keys.without(two.id()).all());
  }

  @Test
  void aKeyStaysUntilTheLastTokenThatItMaySignHasExpired() {
    var turn = T0.plusSeconds(600);
    var keys = new SigningKeys(List.of(key(1, T0, T0), key(2, T0, turn)));
    var last = turn.plus(SigningKeys.STALE).plus(TOKEN);
    assertEquals(2, keys.tidied(last.minusMillis(1), TOKEN).all().size());
    assertEquals(1, keys.tidied(last, TOKEN).all().size());
  }

  @Test
  void tokensThatLivedLongerUnderAnEarlierConfigurationAreWaitedFor() {
    var day = Duration.ofDays(1);
    var turn = T0.plusSeconds(600);
    var whileLong = new SigningKeys(List.of(key(1, T0, T0), key(2, T0, turn))).tidied(T0, day);
    var later = turn.plus(SigningKeys.STALE).plus(TOKEN);
    assertEquals(2, whileLong.tidied(later, TOKEN).all().size());
    assertEquals(1, whileLong.tidied(turn.plus(SigningKeys.STALE).plus(day), TOKEN).all().size());
  }

  @Test
  void theNewestIsNeverTidiedAway() {
    var keys = new SigningKeys(List.of(key(1, T0, T0)));
    assertEquals(1, keys.tidied(T0.plus(Duration.ofDays(3650)), TOKEN).all().size());
  }

  @Test
  void aKeyMustBePublishedBeforeItSigns() {
    assertThrows(IllegalArgumentException.class, () -> key(1, T0, T0.minusMillis(1)));
  }

  /**
   * Whenever nodes look, no verifier that has what it may have meets a token that it cannot check.
   */
  @Property
  void noTokenIsEverWithoutItsKey(
      @ForAll @Size(min = 20, max = 120) List<@IntRange(min = 1, max = 40) Integer> hours) {
    var rotation = Duration.ofDays(2);
    var keys = new SigningKeys(List.of(key(0, T0, T0)));
    var now = T0;
    var signed = new ArrayList<Signed>();
    var fetched = keys;
    for (var turn = 0; turn < hours.size(); turn++) {
      now = now.plus(Duration.ofHours(hours.get(turn)));
      fetched = keys; // the oldest answer that a verifier may still hold is from before this look
      keys = keys.tidied(now, TOKEN);
      var due = keys.successorDue(now, rotation, SigningAlgorithm.EDDSA);
      if (due.isPresent()) {
        keys = keys.and(key(turn + 1, now, due.get()));
      }
      var signer = keys.signer(now).orElseThrow();
      assertTrue(fetched.find(signer.id().value()).isPresent());
      signed.add(new Signed(signer, now.plus(TOKEN)));
      for (var token : signed) {
        if (now.isBefore(token.expiresAt())) {
          assertTrue(keys.find(token.key().id().value()).isPresent());
        }
      }
    }
    assertFalse(keys.all().size() > 3, () -> "keys pile up");
  }

  private record Signed(SigningKey key, Instant expiresAt) {}

  private static SigningKey key(int number, Instant publishedAt, Instant signsFrom) {
    return new SigningKey(
        new KeyThumbprint("A".repeat(38) + String.format("%04d", number) + "A"),
        SigningAlgorithm.EDDSA,
        "{}",
        new SealedSecret(new byte[] {1}),
        publishedAt,
        signsFrom,
        TOKEN);
  }
}
