package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.KeyThumbprint;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every authorization store promises. A store's own test extends this, supplies the store. */
public abstract class AuthorizationStoreContract {
  private static final CodeChallenge CHALLENGE = CodeChallenge.of(new CodeVerifier("v".repeat(43)));

  /** The store, as one node has it. */
  protected abstract AuthorizationStore store();

  /** The store, as another node has it: the same data. */
  protected AuthorizationStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  @ParameterizedTest
  @EnumSource
  void whatWasBegunIsTakenAsItWas(ClientType clientType) {
    var begun =
        new Authorization(
            new AuthorizationId("anmeldung ü 🗝 " + UUID.randomUUID()),
            CHALLENGE,
            clientType,
            clientType == ClientType.MOBILE
                ? Optional.of(new KeyThumbprint("A".repeat(43)))
                : Optional.empty(),
            T0.plusMillis(123));
    answer(store().begin(begun));

    assertEquals(Optional.of(begun), answer(store().take(begun.id())));
  }

  @Test
  void whatWasBegunOnOneNodeIsTakenOnAnother() {
    var begun = begun(T0);

    assertEquals(Optional.of(begun), answer(secondNode().take(begun.id())));
    assertEquals(Optional.empty(), answer(store().take(begun.id())));
  }

  @Test
  void whatNeverBeganIsNotThere() {
    assertEquals(Optional.empty(), answer(store().take(new AuthorizationId("never began"))));
  }

  @Test
  void itIsTakenOnce() {
    var begun = begun(T0);
    answer(store().take(begun.id()));

    assertEquals(Optional.empty(), answer(store().take(begun.id())));
  }

  @Test
  void ofManyWhoTakeItAtOnceOnTwoNodesExactlyOneIsGivenIt() {
    var begun = begun(T0);

    var taken = atOnce(50, i -> (i % 2 == 0 ? store() : secondNode()).take(begun.id()));

    assertEquals(1, taken.stream().filter(Optional.of(begun)::equals).count());
    assertEquals(49, taken.stream().filter(Optional::isEmpty).count());
  }

  @Test
  void purgingForgetsWhatBeganAtOrBeforeTheInstant() {
    var before = begun(T0.minusMillis(1));
    var at = begun(T0);
    var after = begun(T0.plusMillis(1));

    assertEquals(2, answer(store().purge(T0, 100)));

    assertEquals(Optional.empty(), answer(store().take(before.id())));
    assertEquals(Optional.empty(), answer(store().take(at.id())));
    assertEquals(Optional.of(after), answer(store().take(after.id())));
  }

  @Test
  void purgingForgetsNoMoreThanTheLimitAndSaysHowMany() {
    Stream.generate(() -> T0).limit(5).forEach(this::begun);

    assertEquals(2, answer(store().purge(T0, 2)));
    assertEquals(2, answer(store().purge(T0, 2)));
    assertEquals(1, answer(store().purge(T0, 2)));
    assertEquals(0, answer(store().purge(T0, 2)));
  }

  @Test
  void whatWasTakenIsNotPurgedAgain() {
    answer(store().take(begun(T0).id()));

    assertEquals(0, answer(store().purge(T0, 100)));
  }

  private Authorization begun(Instant at) {
    var authorization =
        new Authorization(
            new AuthorizationId("login " + UUID.randomUUID()),
            CHALLENGE,
            ClientType.MOBILE,
            Optional.empty(),
            at);
    answer(store().begin(authorization));
    return authorization;
  }
}
