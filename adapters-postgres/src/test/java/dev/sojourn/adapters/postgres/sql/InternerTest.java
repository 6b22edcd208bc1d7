package dev.sojourn.adapters.postgres.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sojourn.domain.session.ClientId;
import org.junit.jupiter.api.Test;

class InternerTest {
  private final Interner<ClientId> shared = new Interner<>();

  @Test
  void equalValuesAreOneObject() {
    var first = shared.of(new ClientId("web"));
    assertSame(first, shared.of(new ClientId("web")));
  }

  @Test
  void valuesThatDifferStayWhatTheyAreHoweverManyThereAre() {
    for (var i = 0; i < 10_000; i++) {
      assertEquals("client-" + i, shared.of(new ClientId("client-" + i)).value());
    }
  }

  @Test
  void whatWasNotSeenForLongIsForgottenRatherThanKept() {
    var first = shared.of(new ClientId("web"));
    for (var i = 0; i < 100_000; i++) {
      shared.of(new ClientId("client-" + i));
    }
    assertNotSame(first, shared.of(new ClientId("web")));
  }
}
