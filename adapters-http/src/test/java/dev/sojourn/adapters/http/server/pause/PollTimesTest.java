package dev.sojourn.adapters.http.server.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When an event loop has looked at its sockets for certain. */
class PollTimesTest {
  private final MovedLoop loop = MovedLoop.running();
  private final PollTimes polls = loop.polls;

  @Test
  void whatArrivesAfterALookHasBegunIsBoundedOnceTheLookHasEnded() {
    loop.isPaused(Duration.ofMillis(1));
    var before = polls.allPolledSince();
    var begun = loop.nanoTime();
    polls.lookBegins();
    assertEquals(before, polls.allPolledSince());
    loop.isPaused(Duration.ofMillis(1));
    polls.lookEnds();
    assertEquals(begun, polls.allPolledSince());
    assertEquals(loop.nanoTime(), polls.latest());
  }

  @Test
  void onlyALookThatBeginsLaterCountsForWhatHappenedBeforeIt() {
    polls.lookBegins();
    var during = polls.begun();
    polls.lookEnds();
    assertFalse(polls.hasLookedSince(during), "it may have happened after the poll");
    polls.lookBegins();
    assertFalse(polls.hasLookedSince(during));
    polls.lookEnds();
    assertTrue(polls.hasLookedSince(during));
  }

  @Test
  void aLookThatTookLongIsFollowedByAnotherAtOnce() {
    assertEquals(PollTimes.INTERVAL, polls.untilNextLook());
    polls.lookBegins();
    loop.isPaused(Duration.ofSeconds(3));
    polls.lookEnds();
    assertEquals(Duration.ZERO, polls.untilNextLook());
    polls.lookBegins();
    polls.lookEnds();
    assertEquals(PollTimes.INTERVAL, polls.untilNextLook());
  }

  @Test
  void aLookWithMoreReadsThanAPollCanTellOfDoesNotCount() {
    var before = polls.allPolledSince();
    var others = polls.begun();
    loop.isPaused(PollTimes.INTERVAL);
    polls.lookBegins();
    for (var i = 0; i <= PollTimes.MOST_READS_OF_A_LOOK; i++) {
      polls.reading();
    }
    polls.lookEnds();
    assertEquals(before, polls.allPolledSince());
    assertFalse(polls.hasLookedSince(others));
    assertEquals(Duration.ZERO, polls.untilNextLook());
    polls.lookBegins();
    for (var i = 0; i < PollTimes.MOST_READS_OF_A_LOOK; i++) {
      polls.reading();
    }
    polls.lookEnds();
    assertEquals(loop.nanoTime(), polls.allPolledSince());
    assertTrue(polls.hasLookedSince(others));
  }

  @Test
  void itLooksOnARealEventLoopUntilItIsStopped() throws Exception {
    var real = new DefaultEventLoop();
    try {
      var running = PollTimes.of(real, System::nanoTime);
      for (var seen = 0L; seen < 3; ) {
        seen = real.submit(running::begun).get();
      }
      running.stop();
      // What has been scheduled is over after one more interval, and nothing follows.
      var over = new CountDownLatch(1);
      real.schedule(
          over::countDown, PollTimes.INTERVAL.multipliedBy(2).toNanos(), TimeUnit.NANOSECONDS);
      over.await();
      var last = real.submit(running::begun).get();
      assertEquals(last, real.submit(running::begun).get());
    } finally {
      real.shutdownGracefully();
    }
  }
}
