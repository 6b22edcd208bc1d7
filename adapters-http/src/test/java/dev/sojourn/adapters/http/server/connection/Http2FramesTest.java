package dev.sojourn.adapters.http.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2FramesTest {
  private static final int MORE = 0;
  private static final int END_HEADERS = 0x4;

  private final RequestMemory memory = new RequestMemory(1_000_000, 1_000_000);
  private final Http2Frames frames =
      new Http2Frames(() -> memory.begin(Optional.empty(), () -> {}));
  private final EmbeddedChannel channel = new EmbeddedChannel(frames);

  @BeforeEach
  void begin() {
    channel.writeInbound(Http2CodecUtil.connectionPrefaceBuf());
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertEquals(0, memory.taken());
    assertEquals(0, memory.unfinished());
  }

  private static ByteBuf frame(byte type, int flags, int length) {
    var frame = Unpooled.buffer();
    Http2CodecUtil.writeFrameHeader(frame, length, type, new Http2Flags((short) flags), 1);
    return frame.writeZero(length);
  }

  private void send(byte type, int flags, int length) {
    channel.writeInbound(frame(type, flags, length));
  }

  /** GOAWAY with this code, and the end. */
  private void assertEnded() {
    ByteBuf goAway = channel.readOutbound();
    assertNotNull(goAway);
    assertEquals(Http2FrameTypes.GO_AWAY, goAway.getByte(3));
    assertEquals(Http2Error.ENHANCE_YOUR_CALM.code(), goAway.getInt(13));
    goAway.release();
    assertFalse(channel.isOpen());
  }

  @Test
  void aHeaderBlockMayComeInAFewFramesAndNotInAFlood() {
    send(Http2FrameTypes.HEADERS, MORE, 10);
    for (var n = 0; n < Http2Frames.MOST_CONTINUATIONS; n++) {
      send(Http2FrameTypes.CONTINUATION, MORE, 10);
    }
    assertNull(channel.readOutbound());
    send(Http2FrameTypes.CONTINUATION, END_HEADERS, 10);
    assertEnded();
  }

  @Test
  void emptyFramesAreAFloodToo() {
    send(Http2FrameTypes.HEADERS, MORE, 10);
    for (var n = 0; n <= Http2Frames.MOST_CONTINUATIONS; n++) {
      send(Http2FrameTypes.CONTINUATION, MORE, 0);
    }
    assertEnded();
  }

  @Test
  void anUnfinishedHeaderBlockHasAClaimUntilItsEnd() {
    send(Http2FrameTypes.HEADERS, MORE, 5_000);
    assertTrue(memory.taken() > 5_000);
    send(Http2FrameTypes.CONTINUATION, MORE, 5_000);
    assertTrue(memory.taken() > 10_000);
    send(Http2FrameTypes.CONTINUATION, END_HEADERS, 1);
    assertEquals(0, memory.taken());
  }

  @Test
  void soHasAHeaderFrameThatIsNotWhole() {
    var frame = frame(Http2FrameTypes.HEADERS, END_HEADERS, 5_000);
    channel.writeInbound(frame.readRetainedSlice(100));
    assertTrue(memory.taken() > 5_000);
    channel.writeInbound(frame);
    assertEquals(0, memory.taken());
  }

  @Test
  void framesAreFoundHoweverTheyAreCut() {
    var all = Unpooled.buffer();
    all.writeBytes(frame(Http2FrameTypes.HEADERS, MORE, 3));
    for (var n = 0; n <= Http2Frames.MOST_CONTINUATIONS; n++) {
      all.writeBytes(frame(Http2FrameTypes.CONTINUATION, MORE, 3));
    }
    while (all.isReadable() && channel.isOpen()) {
      channel.writeInbound(all.readRetainedSlice(1));
    }
    assertEnded();
    all.release();
  }

  @Test
  void framesThatAskForNothingAreBoundedBetweenRequests() {
    for (var request = 0; request < 3; request++) {
      send(Http2FrameTypes.HEADERS, END_HEADERS, 1);
      for (var n = 0; n < Http2Frames.MOST_CONTROL_FRAMES; n++) {
        send(Http2FrameTypes.PING, 0, 8);
      }
    }
    assertTrue(channel.isOpen());
    send(Http2FrameTypes.SETTINGS, 0, 0);
    assertEnded();
  }

  @Test
  void theDataOfAnswersIsCounted() {
    channel.writeOutbound(frame(Http2FrameTypes.HEADERS, END_HEADERS, 50));
    channel.writeOutbound(frame(Http2FrameTypes.DATA, 0, 70));
    channel.writeOutbound(frame(Http2FrameTypes.PING, 1, 8));
    assertEquals(70, frames.dataSent());
  }

  @Test
  void onAConnectionOfHttp1ItRemovesItself() {
    var http1 =
        new EmbeddedChannel(new Http2Frames(() -> memory.begin(Optional.empty(), () -> {})));
    http1.writeInbound(Unpooled.copiedBuffer("P".getBytes()));
    http1.writeInbound(Unpooled.copiedBuffer("OST /".getBytes()));
    assertNull(http1.pipeline().get(Http2Frames.class));
    assertEquals(2, http1.inboundMessages().size());
    http1.finishAndReleaseAll();
  }
}
