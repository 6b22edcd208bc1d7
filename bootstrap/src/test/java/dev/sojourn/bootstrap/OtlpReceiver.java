package dev.sojourn.bootstrap;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes spans as a collector does: OTLP over HTTP, in protobuf (opentelemetry-proto, trace.proto).
 */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/traces",
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          bodies.add(body);
          // ExportTraceServiceRequest.resource_spans.scope_spans.spans
          for (var resource : messages(ByteBuffer.wrap(body), 1)) {
            for (var scope : messages(resource, 2)) {
              messages(scope, 2).forEach(span -> spans.add(span(span)));
            }
          }
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A span of one trace, by ids in hexadecimal digits; attributes as text. */
  record Span(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long kind,
      long events,
      Map<String, String> attributes,
      List<Link> links) {}

  record Link(String traceId, String spanId) {}

  List<Span> spans() {
    return List.copyOf(spans);
  }

  /** All that came, byte for byte. */
  String raw() {
    var all = new StringBuilder();
    bodies.forEach(body -> all.append(new String(body, StandardCharsets.ISO_8859_1)));
    return all.toString();
  }

  boolean isUntouched() {
    return bodies.isEmpty();
  }

  private static Span span(ByteBuffer span) {
    var attributes = new HashMap<String, String>();
    for (var attribute : messages(span, 9)) {
      var value = messages(attribute, 2).getFirst();
      attributes.put(
          text(attribute, 1),
          messages(value, 1).isEmpty() ? String.valueOf(number(value, 3)) : text(value, 1));
    }
    return new Span(
        hex(span, 1),
        hex(span, 2),
        hex(span, 4),
        text(span, 5),
        number(span, 6),
        messages(span, 11).size(),
        Map.copyOf(attributes),
        messages(span, 13).stream().map(link -> new Link(hex(link, 1), hex(link, 2))).toList());
  }

  private static String text(ByteBuffer message, int field) {
    return StandardCharsets.UTF_8.decode(messages(message, field).getFirst()).toString();
  }

  private static String hex(ByteBuffer message, int field) {
    var all = messages(message, field);
    if (all.isEmpty()) {
      return "";
    }
    var bytes = new byte[all.getFirst().remaining()];
    all.getFirst().get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A varint; 0 if it is not there. */
  private static long number(ByteBuffer message, int field) {
    var found = new long[1];
    read(message, (number, value) -> found[0] = number == field ? value : found[0], (_, _) -> {});
    return found[0];
  }

  /** Everything of this number that has a length: texts, bytes and messages. */
  private static List<ByteBuffer> messages(ByteBuffer message, int field) {
    var found = new CopyOnWriteArrayList<ByteBuffer>();
    read(
        message,
        (_, _) -> {},
        (number, content) -> {
          if (number == field) {
            found.add(content);
          }
        });
    return found;
  }

  private interface Varint {
    void read(int field, long value);
  }

  private interface Content {
    void read(int field, ByteBuffer content);
  }

  private static void read(ByteBuffer message, Varint varint, Content content) {
    var in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      var tag = varint(in);
      var field = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> varint.read(field, varint(in));
        case 1 -> in.getLong();
        case 2 -> {
          var length = (int) varint(in);
          content.read(field, in.slice(in.position(), length));
          in.position(in.position() + length);
        }
        case 5 -> in.getInt();
        default -> throw new IllegalStateException("is not protobuf");
      }
    }
  }

  private static long varint(ByteBuffer in) {
    var value = 0L;
    for (var shift = 0; ; shift += 7) {
      var next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
