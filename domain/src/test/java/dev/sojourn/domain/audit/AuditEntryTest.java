package dev.sojourn.domain.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How actors and actions are written; what changes tell is tested with those who make them. */
class AuditEntryTest {
  static Stream<Actor> actors() {
    return Stream.of(
        new Actor.Client(new ClientId("shop")),
        new Actor.User(new UserId("ada")),
        new Actor.Holder(),
        new Actor.Policy(PolicyName.DEFAULT),
        new Actor.Sweeper());
  }

  @ParameterizedTest
  @MethodSource("actors")
  void anActorIsReadAsItWasWritten(Actor actor) {
    assertEquals(actor, Actor.of(actor.word(), actor.which()));
  }

  @Test
  void nobodyElseActs() {
    assertThrows(IllegalArgumentException.class, () -> Actor.of("somebody", Optional.empty()));
    assertThrows(IllegalArgumentException.class, () -> Actor.of("client", Optional.empty()));
  }

  @ParameterizedTest
  @EnumSource
  void anActionIsReadAsItWasWritten(Action action) {
    assertEquals(Optional.of(action), Action.ofWord(action.word()));
  }
}
