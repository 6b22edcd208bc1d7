package dev.sojourn.adapters.http.server.connection;

import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.domain.session.IpAddress;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.VertxBuilder;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.transport.Transport;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Bounds what connections may cost: how many there are, of all and of one network; how long one may
 * keep us waiting for a request, or for taking an answer; and how much memory requests that are
 * under way, and answers that nobody takes, hold together.
 *
 * <p>A connection counts from its acceptance, before TLS. Safe for any thread: connections live on
 * several event loops.
 */
public final class Connections {
  /** For the head of the first request, with TLS before it, and for the body of any. */
  static final Duration TO_SEND = Duration.ofSeconds(10);

  /** For the next request; longer than proxies keep connections for reuse. */
  static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(75);

  /** What Vert.x calls its handlers in the pipeline of HTTP/1. */
  private static final String DECODER = "httpDecoder";

  private static final String ENCODER = "httpEncoder";

  /** The size of HPACK's table by default (RFC 7541, section 4.2): ours never grows beyond. */
  private static final long HEADER_TABLE_BYTES = 4096;

  private final Listening listening;
  private final TrustedProxies proxies;
  private final LongSupplier nanoTime;
  private final RequestMemory memory;
  private final long mostOutput;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<IpAddress, Integer> byNetwork = new ConcurrentHashMap<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Set<IncomingRequest> awaited = ConcurrentHashMap.newKeySet();
  private final Map<Connection, Long> full = new ConcurrentHashMap<>();
  private volatile Consumer<Channel> onListening = _ -> {};

  public Connections(Listening listening, TrustedProxies proxies, LongSupplier nanoTime) {
    this(
        listening,
        proxies,
        nanoTime,
        RequestMemory.ofThisProcess(),
        Runtime.getRuntime().maxMemory() / 4);
  }

  Connections(
      Listening listening,
      TrustedProxies proxies,
      LongSupplier nanoTime,
      RequestMemory memory,
      long mostOutput) {
    this.listening = listening;
    this.proxies = proxies;
    this.nanoTime = nanoTime;
    this.memory = memory;
    this.mostOutput = mostOutput;
  }

  // ------------------------------------------------------------------------- acceptance

  /** Has servers of the Vert.x that is built accept connections within these limits. */
  public VertxBuilder limit(VertxBuilder builder) {
    var transport = Transport.nativeTransport();
    return builder.withTransport(
        new AcceptingTransport(
            transport == null || !transport.available() ? Transport.NIO : transport));
  }

  /** The same transport, which tells of each connection that a server accepts. */
  private final class AcceptingTransport implements Transport {
    private final Transport transport;

    AcceptingTransport(Transport transport) {
      this.transport = transport;
    }

    @Override
    public String name() {
      return transport.name();
    }

    @Override
    public boolean available() {
      return transport.available();
    }

    @Override
    public Throwable unavailabilityCause() {
      return transport.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
      var implementation = transport.implementation();
      return (io.vertx.core.spi.transport.Transport)
          Proxy.newProxyInstance(
              Connections.class.getClassLoader(),
              new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
              (_, method, arguments) -> {
                try {
                  return method.invoke(implementation, arguments);
                } catch (InvocationTargetException failure) {
                  throw failure.getCause();
                } finally {
                  // Where Vert.x sets the options of a server that is about to listen.
                  if (arguments != null
                      && arguments[arguments.length - 1] instanceof ServerBootstrap server) {
                    server.handler(new Acceptor());
                  }
                }
              });
    }
  }

  /**
   * Tells of each socket that is about to listen, on its event loop. Set it before any server
   * listens.
   */
  public void onListening(Consumer<Channel> listener) {
    onListening = listener;
  }

  /** Is in the pipeline of a listening socket. Its messages are the accepted connections. */
  @Sharable
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      onListening.accept(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      if (message instanceof Channel channel && !accept(channel)) {
        channel.unsafe().closeForcibly();
      } else {
        super.channelRead(ctx, message);
      }
    }
  }

  private boolean accept(Channel channel) {
    if (open.incrementAndGet() > listening.maxConnections()) {
      open.decrementAndGet();
      return false;
    }
    var network = network(channel);
    var most = listening.maxConnectionsPerAddress();
    if (network.isPresent() && most.isPresent() && count(network.get(), 1) > most.get()) {
      count(network.get(), -1);
      open.decrementAndGet();
      return false;
    }
    var connection =
        new Connection(this, channel, network, nanoTime.getAsLong() + TO_SEND.toNanos());
    channel.pipeline().addFirst(connection);
    channel
        .closeFuture()
        .addListener(
            _ -> {
              connections.remove(connection);
              full.remove(connection);
              if (most.isPresent()) {
                network.ifPresent(of -> count(of, -1));
              }
              open.decrementAndGet();
            });
    return true;
  }

  void registered(Connection connection) {
    connections.add(connection);
  }

  /** Empty for a trusted proxy, because many clients share its connections. */
  private Optional<IpAddress> network(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
        ? IpAddress.parse(peer.getAddress().getHostAddress().replaceAll("%.*", ""))
            .valid()
            .filter(address -> !proxies.trust(address))
            .map(IpAddress::network)
        : Optional.empty();
  }

  private int count(IpAddress network, int more) {
    var count = Objects.requireNonNullElse(byNetwork.merge(network, more, Integer::sum), 0);
    if (count == 0) {
      byNetwork.remove(network, 0); // unless another has come meanwhile
    }
    return count;
  }

  /**
   * Puts our decoder into the pipeline of a connection of HTTP/1. On one of HTTP/2 the bound of its
   * streams holds from now on, not only when the client has acknowledged it.
   */
  public void opened(HttpConnection opened, HttpServerOptions options) {
    var channel = ((ConnectionBase) opened).channel();
    var connection = Connection.of(channel);
    var pipeline = channel.pipeline();
    var http2 = pipeline.get(Http2ConnectionHandler.class);
    if (http2 != null) {
      var streams = options.getInitialSettings().getMaxConcurrentStreams();
      http2.connection().remote().maxActiveStreams(Math.toIntExact(streams));
      var untaken = new UntakenAnswers(http2, headClaims(connection));
      http2.connection().addListener(untaken);
      connection.holds(untaken);
      return;
    }
    var decoder = new RequestDecoder(options, headClaims(connection), connection::bodyBroke);
    pipeline.replace(DECODER, DECODER, decoder);
    pipeline.addAfter(ENCODER, "answers", decoder.answers());
  }

  /** Begins claims for what a connection has not sent or taken yet. */
  Supplier<RequestMemory.Claim> headClaims(Connection connection) {
    return () -> memory.begin(connection.network(), connection::cutOff);
  }

  // --------------------------------------------------------------------------- requests

  /**
   * The head of a request has arrived; its body may not have.
   *
   * @throws Problem if there is no room for it
   */
  public void began(RoutingContext http) {
    var request = http.request();
    var connection = Connection.of(((ConnectionBase) request.connection()).channel());
    var headBytes = headBytes(request);
    var incoming =
        new IncomingRequest(
            http, this, connection, headBytes, nanoTime.getAsLong() + TO_SEND.toNanos());
    connection.requestBegan(incoming);
    http.addEndHandler(
        _ -> connection.requestEnded(nanoTime.getAsLong() + BETWEEN_REQUESTS.toNanos()));
    boundHeaderTable(connection);
    if (!mayHaveBody(request)) {
      if (!memory.take(headBytes)) {
        IncomingRequest.closesAfterAnswer(request);
        throw Problem.of(ProblemType.UNAVAILABLE, "too many requests are under way, try again");
      }
    } else {
      awaits(incoming, true);
      incoming.expectBody(memory);
    }
    http.addEndHandler(_ -> incoming.release(memory));
    if (request.version() == HttpVersion.HTTP_2) {
      http.addEndHandler(_ -> connection.answered(request.streamId()));
    }
  }

  /** HTTP/1 says so in the head (RFC 9112, section 6.3), HTTP/2 by the frame that ends a stream. */
  private static boolean mayHaveBody(HttpServerRequest request) {
    return !request.isEnded()
        && (request.version() == HttpVersion.HTTP_2
            || request.headers().contains("Content-Length")
            || request.headers().contains("Transfer-Encoding"));
  }

  private static long headBytes(HttpServerRequest request) {
    var bytes = RequestDecoder.HEAD_BYTES + (request.uri() == null ? 0 : request.uri().length());
    for (var field : request.headers()) {
      bytes += RequestDecoder.FIELD_BYTES + field.getKey().length() + field.getValue().length();
    }
    return bytes;
  }

  /** A client may allow us a table as large as it likes; what we answer would fill it. */
  private static void boundHeaderTable(Connection connection) {
    var http2 = connection.channel().pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null) {
      var headers = http2.encoder().configuration().headersConfiguration();
      if (headers.maxHeaderTableSize() > HEADER_TABLE_BYTES) {
        try {
          headers.maxHeaderTableSize(HEADER_TABLE_BYTES);
        } catch (io.netty.handler.codec.http2.Http2Exception impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    }
  }

  void awaits(IncomingRequest request, boolean body) {
    if (body) {
      awaited.add(request);
    } else {
      awaited.remove(request);
    }
  }

  // --------------------------------------------------------------------------- slow clients

  /** Cuts off clients that keep us waiting for too long; to be called every second. */
  public void cutOffTheSlow() {
    var now = nanoTime.getAsLong();
    for (var connection : connections) {
      if (connection.isLate(now)) {
        connection.cutOff();
      } else if (connection.hasOutput()) {
        connection.channel().eventLoop().execute(() -> connection.lookAtOutput(now));
      }
    }
    for (var request : awaited) {
      if (request.isLate(now)) {
        request.cutOff();
      }
    }
  }

  /**
   * A connection has as much written as it may hold, or has room again. If all that is written and
   * not taken is more than it may be, the connection that has been full for longest is cut off.
   */
  void outputChanged(Connection connection, boolean writable) {
    if (writable) {
      full.remove(connection);
      return;
    }
    full.putIfAbsent(connection, nanoTime.getAsLong());
    while (full.keySet().stream().mapToLong(Connection::pendingBytes).sum() > mostOutput) {
      var longest =
          full.entrySet().stream().min(Comparator.comparingLong(Map.Entry::getValue)).orElseThrow();
      full.remove(longest.getKey());
      longest.getKey().cutOff();
    }
  }

  /** How many are open. */
  int open() {
    return open.get();
  }

  /** How much memory requests hold, by its estimate. */
  long memoryTaken() {
    return memory.taken();
  }
}
