package dev.sojourn.adapters.http.server.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When connections that are accepted now can have been made at the earliest. */
class AcceptedConnectionsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final MovedLoop loop = MovedLoop.running();
  private final Queue<Runnable> nextRound = new ArrayDeque<>();
  private final EmbeddedChannel listening =
      new EmbeddedChannel(
          new AcceptedConnections(loop.polls, loop.nanoTime(), loop::nanoTime, nextRound::add));

  /** A round of the event loop in which it accepts so many, and then runs its tasks. */
  private long roundAccepting(int connections) {
    var madeAfter = 0L;
    for (var i = 0; i < connections; i++) {
      var connection = new EmbeddedChannel();
      listening.pipeline().fireChannelRead(connection);
      madeAfter = AcceptedConnections.madeAfter(connection);
    }
    listening.pipeline().fireChannelReadComplete();
    runTasks();
    return madeAfter;
  }

  private void runTasks() {
    for (var left = nextRound.size(); left > 0; left--) {
      nextRound.remove().run();
    }
  }

  private static void assertBefore(long earlier, long later) {
    assertTrue(earlier - later < 0);
  }

  private static void assertNotBefore(long earlier, long later) {
    assertTrue(later - earlier >= 0);
  }

  @Test
  void whileTheLoopRunsConnectionsAreNew() {
    for (var i = 0; i < 3; i++) {
      loop.runs(A_WHILE);
      assertEquals(loop.polls.allPolledSince(), roundAccepting(1));
      runTasks();
    }
  }

  @Test
  void allThatIsAcceptedUntilARoundWithoutAnyMayHaveWaited() {
    loop.runs(A_WHILE);
    var before = loop.nanoTime();
    loop.isPaused(PAUSE);
    for (var i = 0; i < 100; i++) {
      assertBefore(roundAccepting(1), before);
      loop.rounds(1);
    }
    var last = loop.nanoTime();
    runTasks(); // accepted since the last round
    loop.runs(Duration.ofMillis(10));
    assertNotBefore(last, roundAccepting(1));
  }

  @Test
  void whereARoundWithoutAnyIsNotSeenLooksShowThatTheBacklogIsEmpty() {
    loop.runs(A_WHILE);
    loop.isPaused(PAUSE);
    roundAccepting(16);
    loop.rounds(2);
    assertEquals(loop.polls.allPolledSince(), roundAccepting(1));
  }

  @Test
  void aSteadyStreamOfConnectionsGrowsNoOlder() {
    loop.runs(A_WHILE);
    for (var i = 0; i < 1_000; i++) {
      var made = roundAccepting(1);
      assertBefore(loop.nanoTime() - PauseDetector.LONGEST_WAIT.toNanos(), made);
      runTasks();
      loop.runs(Duration.ofMillis(5));
    }
  }

  @Test
  void connectionsThatCouldNotBeAcceptedHaveWaited() {
    loop.runs(A_WHILE);
    roundAccepting(2);
    var before = loop.nanoTime();
    // For want of file descriptors: Netty reads nothing, and lets it be for a second.
    loop.runs(Duration.ofMillis(20));
    listening.config().setAutoRead(false);
    listening.pipeline().fireChannelReadComplete();
    runTasks();
    loop.runs(PAUSE);
    listening.config().setAutoRead(true);
    assertBefore(roundAccepting(2), before);
  }

  @Test
  void roundsInWhichAcceptingFailsDoNotShowAnEmptyBacklog() {
    loop.runs(A_WHILE);
    var first = roundAccepting(1);
    for (var i = 0; i < 10; i++) {
      listening.pipeline().fireChannelReadComplete();
      runTasks();
      loop.rounds(1);
    }
    assertEquals(first, roundAccepting(1));
  }
}
