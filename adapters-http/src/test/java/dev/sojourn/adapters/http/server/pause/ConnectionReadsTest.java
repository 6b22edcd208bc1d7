package dev.sojourn.adapters.http.server.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which bytes may have waited in the socket of a connection. */
class ConnectionReadsTest {
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /** It notes the time in one, and has polled in the next. */
  private static final int ROUNDS_OF_A_LOOK = 2;

  private static final Duration A_WHILE = Duration.ofSeconds(30);

  private final MovedLoop loop = MovedLoop.running();
  private final ConnectionReads reads = opened();
  private final EmbeddedChannel channel = new EmbeddedChannel(reads);

  private ConnectionReads opened() {
    return new ConnectionReads(
        loop.polls, loop.nanoTime(), PauseDetector.LONGEST_WAIT, loop::nanoTime);
  }

  private static ByteBuf bytes() {
    return Unpooled.buffer(64).writeBytes(new byte[10]);
  }

  private static ByteBuf fullBuffer() {
    return Unpooled.wrappedBuffer(new byte[64]);
  }

  private void assertFresh(String when) {
    channel.writeInbound(bytes());
    assertFalse(reads.hasWaited(), when);
    assertFalse(reads.isTooOld(reads.arrivedAfter()), when);
  }

  private void assertWaited(String when) {
    channel.writeInbound(bytes());
    assertTrue(reads.hasWaited(), when);
  }

  @Test
  void nothingHasWaitedWhileTheLoopRuns() {
    assertFresh("at once");
    loop.runs(A_WHILE);
    assertFresh("after a long time without a request");
    loop.runs(Duration.ofMillis(10));
    assertFresh("soon after another");
    loop.runs(Duration.ofMillis(250));
    assertFresh("between two looks");
  }

  @Test
  void whatIsReadFirstAfterAPauseMayHaveWaited() {
    loop.runs(A_WHILE);
    loop.isPaused(PAUSE);
    assertWaited("before any task");
  }

  @Test
  void whatIsReadUntilTheLoopHasLookedAgainMayHaveWaited() {
    for (var rounds = 0; rounds < ROUNDS_OF_A_LOOK; rounds++) {
      var idle = opened();
      var connection = new EmbeddedChannel(idle);
      loop.runs(A_WHILE);
      loop.isPaused(PAUSE);
      loop.rounds(rounds);
      connection.writeInbound(bytes());
      assertTrue(idle.hasWaited(), rounds + " rounds after the pause");
    }
  }

  @Test
  void aConnectionThatWasIdleThroughThePauseIsServedOnceTheLoopHasLookedAgain() {
    loop.runs(A_WHILE);
    loop.isPaused(PAUSE);
    loop.rounds(ROUNDS_OF_A_LOOK);
    assertFresh("two rounds later");
  }

  @Test
  void aPauseInTheMiddleOfALookIsSeenToo() {
    loop.runs(A_WHILE);
    loop.isPaused(PollTimes.INTERVAL);
    loop.rounds(1);
    loop.isPaused(PAUSE);
    loop.rounds(1);
    assertWaited("the look began before the pause");
  }

  @Test
  void aPauseThatClientsDoNotNoticeRefusesNothing() {
    loop.runs(A_WHILE);
    loop.isPaused(PauseDetector.LONGEST_WAIT.minus(PollTimes.INTERVAL.multipliedBy(2)));
    assertFresh("after a short pause");
  }

  @Test
  void aPauseInTheMiddleOfAReadLoopIsSeen() {
    loop.runs(A_WHILE);
    channel.writeOneInbound(bytes());
    assertFalse(reads.hasWaited());
    loop.isPaused(PAUSE);
    channel.writeOneInbound(bytes());
    assertTrue(reads.hasWaited());
  }

  @Test
  void whatWasReadInTimeGrowsTooOldBeforeItIsHandled() {
    loop.runs(A_WHILE);
    assertFresh("when it is read");
    var arrived = reads.arrivedAfter();
    loop.isPaused(PAUSE);
    assertTrue(reads.isTooOld(arrived));
    assertFalse(reads.hasWaited(), "the next request can be fresh");
  }

  @Test
  void whatFollowsOnAConnectionThatHadSomethingWaitingCountsAsIfItHadWaited() {
    loop.isPaused(PAUSE);
    assertWaited("a part of a request");
    loop.runs(A_WHILE);
    assertWaited("the rest of it");
  }

  @Test
  void whatIsLeftOfAReadLoopHasArrivedNoLaterThanItsBeginning() {
    loop.runs(A_WHILE);
    channel.writeInbound(fullBuffer());
    var first = reads.arrivedAfter();
    loop.rounds(1);
    channel.writeInbound(fullBuffer());
    assertEquals(first, reads.arrivedAfter());
    channel.writeInbound(bytes());
    assertEquals(first, reads.arrivedAfter());
    channel.writeInbound(bytes());
    assertTrue(reads.arrivedAfter() - first > 0, "now it was empty");
  }

  @Test
  void aFullBufferThatWasAllThereWasLeavesNothing() {
    loop.runs(A_WHILE);
    channel.writeInbound(fullBuffer());
    loop.runs(A_WHILE);
    assertFresh("polls would have found the rest");
  }

  @Test
  void whatComesWhileTheConnectionIsNotReadHasWaited() {
    loop.runs(A_WHILE);
    assertFresh("before");
    channel.config().setAutoRead(false);
    loop.runs(PAUSE);
    channel.config().setAutoRead(true);
    loop.rounds(1);
    assertWaited("no poll has looked at it");
  }

  @Test
  void aConnectionThatWasNotReadForAWhileIsFreshOnceItWasPolled() {
    loop.runs(A_WHILE);
    channel.config().setAutoRead(false);
    loop.runs(PAUSE);
    channel.config().setAutoRead(true);
    loop.runs(PollTimes.INTERVAL.multipliedBy(2));
    assertFresh("polled");
  }

  @Test
  void aNewConnectionWaitedSinceItWasMadeAndNotSinceItWasAccepted() {
    var made = loop.nanoTime();
    loop.isPaused(PAUSE);
    loop.rounds(ROUNDS_OF_A_LOOK);
    var fromBacklog =
        new ConnectionReads(loop.polls, made, PauseDetector.LONGEST_WAIT, loop::nanoTime);
    new EmbeddedChannel(fromBacklog).writeInbound(bytes());
    assertTrue(fromBacklog.hasWaited());

    var fresh = opened();
    new EmbeddedChannel(fresh).writeInbound(bytes());
    assertFalse(fresh.hasWaited());
  }

  @Test
  void theLoopInWhichATlsHandshakeEndedCountsAsOfTheConnection() {
    loop.runs(A_WHILE);
    loop.isPaused(PAUSE);
    var held =
        new ConnectionReads(
            loop.polls, loop.polls.allPolledSince(), PauseDetector.LONGEST_WAIT, loop::nanoTime);
    held.joinReadLoop();
    assertTrue(held.hasWaited(), "a request may have come with the end of the handshake");

    loop.rounds(ROUNDS_OF_A_LOOK);
    var fresh =
        new ConnectionReads(
            loop.polls, loop.polls.allPolledSince(), PauseDetector.LONGEST_WAIT, loop::nanoTime);
    fresh.joinReadLoop();
    new EmbeddedChannel(fresh).writeInbound(bytes());
    assertFalse(fresh.hasWaited());
  }
}
