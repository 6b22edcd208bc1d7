package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.atOnce;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.application.port.IdempotencyStore.Claim;
import dev.sojourn.domain.session.ClientId;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of repeatable requests promises. A store's own test extends this. */
public abstract class IdempotencyStoreContract {
  private static final ClientId SHOP = new ClientId("shop");

  /** The store, as one node has it. */
  protected abstract IdempotencyStore store();

  /** The store, as another node has it: the same data. */
  protected IdempotencyStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  private static Claim claim(Instant keptUntil) {
    return new Claim(freshId(T0), "fingerprint", keptUntil);
  }

  @Test
  void theFirstClaimIsKeptAndGivenToAll() {
    var first = claim(T0.plusMillis(123));
    assertEquals(first, answer(store().claim(SHOP, "key", first)));
    assertEquals(first, answer(store().claim(SHOP, "key", claim(T0))));
    assertEquals(first, answer(secondNode().claim(SHOP, "key", claim(T0))));
  }

  @Test
  void keysOfOneClientAreNoneOfAnother() {
    var first = claim(T0);
    var other = claim(T0);
    answer(store().claim(SHOP, "key", first));
    assertEquals(other, answer(store().claim(new ClientId("bank"), "key", other)));
    assertEquals(other, answer(store().claim(SHOP, "another", other)));
  }

  @Test
  void ofAllWhoClaimAtOnceAllAreGivenOne() {
    var given =
        atOnce(50, n -> (n % 2 == 0 ? store() : secondNode()).claim(SHOP, "key", claim(T0)));
    assertEquals(1, given.stream().distinct().count());
  }

  @Test
  void whatNeedNotBeKeptIsPurgedWithinTheLimit() {
    for (var n = 0; n < 5; n++) {
      answer(store().claim(SHOP, "old " + n, claim(T0)));
    }
    var kept = claim(T0.plusMillis(1));
    answer(store().claim(SHOP, "kept", kept));
    assertEquals(3, answer(store().purge(T0, 3)));
    assertEquals(2, answer(store().purge(T0, 3)));
    assertEquals(0, answer(store().purge(T0, 3)));
    assertEquals(kept, answer(store().claim(SHOP, "kept", claim(T0))));
  }
}
