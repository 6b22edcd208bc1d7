package dev.sojourn.adapters.http.server.pause;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that are pipelined, and bodies that come in parts. */
class DecodedRequestsTest {
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private final MovedLoop loop = MovedLoop.running();
  private final ConnectionReads reads =
      new ConnectionReads(loop.polls, loop.nanoTime(), PauseDetector.LONGEST_WAIT, loop::nanoTime);
  private final DecodedRequests decoded = new DecodedRequests(reads);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(reads, new HttpRequestDecoder(), decoded);

  private void read(String text) {
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    channel.writeInbound(Unpooled.buffer(bytes.length + 1).writeBytes(bytes));
  }

  @AfterEach
  void releaseBuffers() {
    channel.finishAndReleaseAll();
  }

  @Test
  void aRequestThatWaitsForThoseBeforeItAgesWhileOthersAreRead() {
    read(
        "POST /a HTTP/1.1\r\n"
            + "Content-Length: 0\r\n\r\n"
            + "POST /b HTTP/1.1\r\n"
            + "Content-Length: 0\r\n\r\n");
    decoded.begin();
    assertFalse(reads.isTooOld(decoded.arrivedAfter()));
    loop.runs(PAUSE);
    read("POST /c HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    decoded.begin();
    assertTrue(reads.isTooOld(decoded.arrivedAfter()), "b");
    decoded.begin();
    assertFalse(reads.isTooOld(decoded.arrivedAfter()), "c");
  }

  @Test
  void aClientThatStillSendsHasNotGivenUp() {
    read("POST /a HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc");
    decoded.begin();
    loop.runs(PAUSE);
    assertTrue(reads.isTooOld(decoded.arrivedAfter()), "the rest is to come");
    read("def");
    assertFalse(reads.isTooOld(decoded.arrivedAfter()));
    assertFalse(reads.hasWaited());
  }

  @Test
  void aBodyOfWhichAPartWaitedHasWaited() {
    read("POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc");
    decoded.begin();
    loop.isPaused(PAUSE);
    read("def");
    loop.runs(PAUSE);
    read("ghi");
    assertTrue(reads.hasWaited());
  }

  @Test
  void aRequestIsAsOldAsItsReadLoopAllows() {
    loop.runs(PAUSE);
    read("GET /a HTTP/1.1\r\n\r\n");
    decoded.begin();
    assertEquals(reads.arrivedAfter(), decoded.arrivedAfter());
  }
}
