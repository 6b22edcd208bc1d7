package dev.sojourn.adapters.http.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
  private static final Optional<IpAddress> HERE = Optional.of(new IpAddress("192.0.2.1"));
  private static final Optional<IpAddress> THERE = Optional.of(new IpAddress("192.0.2.2"));
  private static final Optional<IpAddress> PROXY = Optional.empty();

  private final RequestMemory memory = new RequestMemory(100, 50);
  private final List<String> evicted = new ArrayList<>();

  private RequestMemory.Claim claim(String name, Optional<IpAddress> network, long bytes) {
    var claim = memory.begin(network, () -> evicted.add(name));
    claim.holds(bytes);
    return claim;
  }

  @Test
  void theOldestUnfinishedRequestIsEvictedAndNotTheNewest() {
    claim("first", PROXY, 40);
    claim("second", PROXY, 40);
    var third = claim("third", PROXY, 20);
    assertEquals(List.of(), evicted);
    third.holds(21);
    assertEquals(List.of("first"), evicted);
    assertEquals(61, memory.taken());
  }

  @Test
  void oneNetworkHasAShareAndEvictsNobodyElse() {
    claim("there", THERE, 40);
    claim("first here", HERE, 30);
    claim("second here", HERE, 20);
    assertEquals(List.of(), evicted);
    claim("third here", HERE, 1);
    assertEquals(List.of("first here"), evicted);
  }

  @Test
  void trustedProxiesHaveNoShare() {
    claim("first", PROXY, 60);
    claim("second", PROXY, 40);
    assertEquals(List.of(), evicted);
  }

  @Test
  void aRequestThatAloneExceedsTheShareIsEvicted() {
    claim("large", HERE, 51);
    assertEquals(List.of("large"), evicted);
    assertEquals(0, memory.taken());
  }

  @Test
  void aRequestThatHasArrivedIsNeverEvictedAndItsMemoryCountsUntilItIsGivenBack() {
    var arrived = claim("arrived", PROXY, 80);
    arrived.arrived();
    claim("late", PROXY, 21);
    assertEquals(List.of("late"), evicted);
    arrived.release();
    arrived.release();
    assertEquals(0, memory.taken());
    assertEquals(0, memory.unfinished());
  }

  @Test
  void aWholeRequestTakesTheRoomOfUnfinishedOnesAndIsRefusedWhereThereIsNone() {
    claim("unfinished", PROXY, 50);
    assertTrue(memory.take(60));
    assertEquals(List.of("unfinished"), evicted);
    assertFalse(memory.take(41));
    assertTrue(memory.take(40));
    memory.giveBack(40);
    memory.giveBack(60);
    assertEquals(0, memory.taken());
  }

  @Test
  void whatIsEvictedHoldsNothingHoweverItGoesOn() {
    var first = claim("first", PROXY, 60);
    claim("second", PROXY, 60);
    assertEquals(List.of("first"), evicted);
    first.holds(1_000);
    first.arrived();
    first.release();
    assertEquals(60, memory.taken());
  }
}
