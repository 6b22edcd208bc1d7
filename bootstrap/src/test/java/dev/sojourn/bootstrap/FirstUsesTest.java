package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sojourn.bootstrap.wiring.FirstUses;
import dev.sojourn.bootstrap.wiring.FirstUses.FirstUse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class FirstUsesTest {
  private final List<Thread> ran = new CopyOnWriteArrayList<>();

  @Test
  void oneThatFailsIsLeftToTheFirstRequestAndTheOthersArePrepared() {
    FirstUses.prepare(
            List.of(
                new FirstUse("what is missing", FirstUsesTest::fail),
                new FirstUse("what is there", () -> ran.add(Thread.currentThread()))))
        .toCompletableFuture()
        .join();

    assertEquals(1, ran.size());
    assertNotEquals(Thread.currentThread(), ran.getFirst());
  }

  private static void fail() {
    throw new NoClassDefFoundError("not on the class path");
  }
}
