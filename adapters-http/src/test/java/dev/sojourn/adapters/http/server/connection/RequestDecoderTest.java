package dev.sojourn.adapters.http.server.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n";
  private static final String CHUNKED =
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n";

  private final RequestMemory memory = new RequestMemory(1_000_000, 1_000_000);
  private final List<Throwable> broken = new ArrayList<>();
  private final RequestDecoder decoder =
      new RequestDecoder(
          new HttpServerOptions().setMaxHeaderSize(32 * 1024),
          () -> memory.begin(Optional.empty(), () -> {}),
          broken::add);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          decoder,
          // Vert.x's encoder would turn answers into bytes here.
          new ChannelOutboundHandlerAdapter(),
          decoder.answers());

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    assertEquals(0, memory.taken(), "all of it is given back");
    assertEquals(0, memory.unfinished());
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    channel.runPendingTasks();
  }

  private HttpRequest request() {
    return assertInstanceOf(HttpRequest.class, channel.readInbound());
  }

  private void assertEnd() {
    assertInstanceOf(LastHttpContent.class, channel.readInbound());
  }

  private void answer(HttpResponseStatus status) {
    channel.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    channel.runPendingTasks();
  }

  private static String fields(int count) {
    return "a:b\r\n".repeat(count);
  }

  @Test
  void aHundredFieldsAreReadAndOneMoreIsRefused() {
    send(GET + fields(99) + "\r\n");
    assertTrue(request().decoderResult().isSuccess());
    assertEnd();
    answer(HttpResponseStatus.OK);
    send(GET + fields(100) + "\r\n");
    assertInstanceOf(TooLongHttpHeaderException.class, request().decoderResult().cause());
  }

  @Test
  void fieldsAreRefusedAsTheyComeAndNotOnlyAtTheEndOfTheHead() {
    send(GET + fields(100));
    assertInstanceOf(TooLongHttpHeaderException.class, request().decoderResult().cause());
    send(fields(6_400));
    assertNull(channel.readInbound());
  }

  @Test
  void theCountBeginsAnewWithEachRequest() {
    for (var n = 0; n < 3; n++) {
      send(GET + fields(99) + "\r\n");
      assertTrue(request().decoderResult().isSuccess());
      assertEnd();
      answer(HttpResponseStatus.OK);
    }
  }

  @Test
  void aTrailerHasNoMoreFieldsEither() {
    send(CHUNKED + fields(101));
    assertNotNull(channel.readInbound());
    channel.releaseInbound();
    assertInstanceOf(TooLongHttpHeaderException.class, broken.getFirst());
  }

  @Test
  void aTrailerOfAHundredFieldsIsRead() {
    send(CHUNKED + fields(100) + "\r\n");
    assertEquals(List.of(), broken);
    assertTrue(
        channel.inboundMessages().stream().anyMatch(LastHttpContent.class::isInstance),
        () -> channel.inboundMessages().toString());
  }

  @Test
  void anUnfinishedHeadHasAClaimThatGrowsAndEndsWithIt() {
    send(GET);
    var few = memory.taken();
    assertTrue(few > 0);
    send(fields(10));
    assertTrue(memory.taken() >= few + 10 * RequestDecoder.FIELD_BYTES);
    send("X: " + "y".repeat(10_000));
    assertTrue(memory.taken() > 10_000);
    send("\r\n\r\n");
    assertEquals(0, memory.taken());
    assertTrue(request().decoderResult().isSuccess());
  }

  @Test
  void anUnfinishedRequestLineHasOneToo() {
    send("GET /" + "a".repeat(1_000));
    assertTrue(memory.taken() > 1_000);
  }

  @Test
  void anUnfinishedTrailerHasOneToo() {
    send(CHUNKED + fields(50));
    assertTrue(memory.taken() >= 50 * RequestDecoder.FIELD_BYTES);
  }

  @Test
  void theNextRequestOfAPipelineWaitsForTheAnswerAndItsBytesCount() {
    send((GET + "\r\n").repeat(1_000));
    request();
    assertEnd();
    assertNull(channel.readInbound());
    assertFalse(channel.config().isAutoRead());
    assertTrue(memory.taken() >= 999L * (GET.length() + 2));
    for (var n = 1; n < 1_000; n++) {
      answer(HttpResponseStatus.OK);
      request();
      assertEnd();
      assertNull(channel.readInbound());
    }
    answer(HttpResponseStatus.OK);
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void anInterimAnswerIsNoAnswer() {
    send(GET + "\r\n" + GET + "\r\n");
    request();
    assertEnd();
    answer(HttpResponseStatus.CONTINUE);
    assertNull(channel.readInbound());
    answer(HttpResponseStatus.OK);
    request();
  }

  @Test
  void anAnswerBeforeTheEndOfTheBodyHoldsNothingUp() {
    send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na");
    request();
    answer(HttpResponseStatus.UNAUTHORIZED);
    send("b" + GET + "\r\n");
    assertEquals(
        2, channel.inboundMessages().stream().filter(LastHttpContent.class::isInstance).count());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n\tc\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n"
      })
  void foldedLinesAreRefused(String head) {
    send(head);
    assertTrue(request().decoderResult().isFailure());
  }

  @Test
  void foldedLinesAreRefusedHoweverTheyAreCut() {
    for (var c : (GET + "A: b\r\n").toCharArray()) {
      send(String.valueOf(c));
    }
    assertNull(channel.readInbound());
    send(" ");
    assertTrue(request().decoderResult().isFailure());
  }

  @Test
  void foldedLinesOfATrailerAreRefusedToo() {
    send(CHUNKED + "a: b\r\n c\r\n\r\n");
    channel.releaseInbound();
    assertEquals(1, broken.size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "x, true",
    "my_app.example:8080, true",
    "127.0.0.1, true",
    "[::1]:8080, true",
    "[::ffff:1.2.3.4], true",
    "'', true",
    "x:, true",
    "x y, false",
    "user@x, false",
    "x/y, false",
    "x:80:90, false",
    "x:8a, false",
    "x:123456, false",
    "[::1, false",
    "[], false",
    "[::1]x, false",
    "\u00e9, false"
  })
  void aHostIsAHostAndAPort(String host, boolean isOne) {
    assertEquals(isOne, RequestFraming.isHost(host));
  }
}
