package dev.sojourn.adapters.http.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any bytes on a connection of HTTP/1. */
class RequestDecoderFuzzTest {
  private static final int MOST_BYTES = 4096;

  /** Nothing comes after it. */
  private static final String BAD = "bad request";

  /** What requests are made of, and what breaks them. */
  private static final List<String> PIECES =
      List.of(
          "GET / HTTP/1.1\r\n",
          "POST /a HTTP/1.1\r\n",
          "GET /b HTTP/1.0\r\n",
          "PUT /c\r\n",
          "Host: x\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: 4, 4\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked, identity\r\n",
          "Expect: 100-continue\r\n",
          "Connection: close\r\n",
          "a:b\r\n".repeat(60),
          "\r\n",
          "\r\n\r\n",
          "abc",
          "1\r\na\r\n",
          "0\r\n",
          "0;x=y\r\n",
          "000\r\n\r\n",
          "a: b\r\n",
          " folded\r\n",
          "\tfolded\r\n",
          "\n",
          "\r",
          "\0",
          ":",
          "x : y\r\n",
          "\u00e9: \u00ff\r\n");

  /** What a server saw of a connection: each request, and how much of a body there was. */
  private static List<String> read(byte[] bytes, int piece) {
    var memory = new RequestMemory(1_000_000, 1_000_000);
    var seen = new ArrayList<String>();
    var decoder =
        new RequestDecoder(
            new HttpServerOptions().setMaxHeaderSize(1024).setMaxInitialLineLength(256),
            () -> memory.begin(Optional.empty(), () -> {}),
            _ -> seen.add("broken body"));
    var channel =
        new EmbeddedChannel(decoder, new ChannelOutboundHandlerAdapter(), decoder.answers());
    for (var from = 0; from < bytes.length; from += piece) {
      channel.writeInbound(
          Unpooled.copiedBuffer(
              Arrays.copyOfRange(bytes, from, Math.min(from + piece, bytes.length))));
      serve(channel, seen);
    }
    channel.finishAndReleaseAll();
    assertEquals(0, memory.taken(), "all of it is given back");
    assertEquals(0, memory.unfinished());
    return seen;
  }

  /** Answers each request when it has ended, and goes on with the next. */
  private static void serve(EmbeddedChannel channel, List<String> seen) {
    channel.runPendingTasks();
    for (var message = channel.readInbound(); message != null; message = channel.readInbound()) {
      if (message instanceof HttpRequest request) {
        var isGood = request.decoderResult().isSuccess();
        seen.add(isGood ? request.method() + " " + request.uri() : BAD);
      }
      if (message instanceof HttpContent content && content.content().isReadable()) {
        var text = content.content().toString(StandardCharsets.ISO_8859_1);
        var last = seen.getLast();
        seen.set(seen.size() - 1, last + (last.contains("|") ? "" : "|") + text);
      }
      if (message instanceof LastHttpContent end && !seen.getLast().equals(BAD)) {
        seen.add("end of " + end.trailingHeaders().size());
        channel.writeOutbound(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        channel.runPendingTasks();
      }
      ReferenceCountUtil.release(message);
    }
  }

  @FuzzTest
  void howBytesArriveDoesNotChangeWhatTheyMean(byte @NotNull [] bytes) {
    var some = Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES));
    var whole = read(some, MOST_BYTES);
    for (var piece : new int[] {1, 7}) {
      assertEquals(whole, read(some, piece));
    }
  }

  @Provide
  static Arbitrary<String> conversations() {
    return Arbitraries.of(PIECES)
        .list()
        .ofMinSize(1)
        .ofMaxSize(14)
        .map(all -> String.join("", all));
  }

  @Property(tries = 2000)
  void howAConversationArrivesDoesNotChangeWhatItMeans(
      @ForAll("conversations") String conversation,
      @ForAll @IntRange(min = 1, max = 30) int piece) {
    var bytes = conversation.getBytes(StandardCharsets.ISO_8859_1);
    var whole = read(bytes, bytes.length);
    assertEquals(whole, read(bytes, piece));
    assertTrue(whole.size() <= 2 * bytes.length);
  }
}
