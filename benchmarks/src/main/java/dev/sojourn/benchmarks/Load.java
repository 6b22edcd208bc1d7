package dev.sojourn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Closed load on one thread: every connection sends its next request as soon as it has the answer
 * to the last. One thread and one selector, because on a small machine what the generator burns is
 * taken from what it measures.
 */
final class Load implements AutoCloseable {
  private static final long LONGEST_TRACKED_NANOS = TimeUnit.MINUTES.toNanos(2);

  /**
   * Until the server's compilers have little left to do; on a slow machine they take a core for
   * that long.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private static final long LONGEST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private Histogram histogram = histogram();
  private long wrong;
  private long shed;
  private @Nullable String firstWrong;

  /**
   * What came of a stretch of load.
   *
   * @param answers right ones
   * @param shed orderly refusals: 503 with Retry-After
   * @param wrong all others
   */
  record Result(long answers, long shed, long wrong, Duration took, Histogram nanos) {
    /** No number if there were wrong answers: then it is not what was to be measured. */
    double perSecond() {
      return wrong > 0 ? Double.NaN : answers / (took.toNanos() / 1e9);
    }

    /** In microseconds. */
    double percentile(double percent) {
      return nanos.getValueAtPercentile(percent) / 1e3;
    }
  }

  private final class Connection {
    private final int port;
    private final Conversation conversation;
    private SocketChannel channel;
    private final Answer answer = new Answer();
    private final ByteBuffer in = ByteBuffer.wrap(answer.bytes());
    private final ByteBuffer out = ByteBuffer.allocateDirect(64 * 1024);
    private long sentAt;
    private boolean waiting;

    Connection(int port, Conversation conversation) throws IOException {
      this.port = port;
      this.conversation = conversation;
      channel = connected();
    }

    private SocketChannel connected() throws IOException {
      var opened = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      opened.configureBlocking(false);
      opened.register(selector, SelectionKey.OP_READ, this);
      sentAt = System.nanoTime();
      return opened;
    }

    /** Sojourn cuts off who has nothing to say for long, as while another load ran. */
    void reconnectIfIdle() throws IOException {
      if (System.nanoTime() - sentAt > LONGEST_IDLE_NANOS) {
        channel.close();
        channel = connected();
      }
    }

    void send() throws IOException {
      out.clear();
      conversation.next(out);
      out.flip();
      sentAt = System.nanoTime();
      waiting = true;
      while (out.hasRemaining()) {
        channel.write(out); // requests are smaller than any socket's buffer
      }
    }

    /** Whether an answer is complete. */
    boolean read() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed a connection");
      }
      if (!answer.isWhole(in.position())) {
        if (!in.hasRemaining()) {
          throw new IOException("an answer is larger than " + in.capacity() + " bytes");
        }
        return false;
      }
      count(System.nanoTime() - sentAt);
      waiting = false;
      if (answer.closes()) {
        channel.close();
        channel = connected();
      }
      in.clear();
      answer.clear();
      return true;
    }

    private void count(long nanos) {
      if (answer.isShed()) {
        shed++;
      } else if (conversation.isRight(answer)) {
        histogram.recordValue(Math.min(nanos, LONGEST_TRACKED_NANOS));
      } else {
        wrong++;
        if (firstWrong == null) {
          firstWrong = answer.toString();
        }
      }
    }
  }

  private Load() throws IOException {
    selector = Selector.open();
  }

  /** Connects; every connection has a conversation of its own. */
  static Load to(int port, Collection<? extends Conversation> conversations) {
    try {
      var load = new Load();
      for (var conversation : conversations) {
        load.connections.add(load.new Connection(port, conversation));
      }
      return load;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before anything is measured. */
  void warmUp() {
    run(WARM_UP);
  }

  /** Runs for a while; what is under way at the end is waited for. */
  Result run(Duration duration) {
    var end = System.nanoTime() + duration.toNanos();
    return runWhile(() -> System.nanoTime() < end);
  }

  /** Runs until every connection has had this many answers, or so. */
  Result run(long answers) {
    var before = new long[] {0};
    return runWhile(() -> before[0]++ < answers - connections.size());
  }

  private Result runWhile(BooleanSupplier goesOn) {
    histogram = histogram();
    wrong = 0;
    shed = 0;
    try {
      for (var connection : connections) {
        connection.reconnectIfIdle();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var began = System.nanoTime();
    try {
      for (var connection : connections) {
        connection.send();
      }
      var waiting = connections.size();
      while (waiting > 0) {
        selector.select(1_000);
        var keys = selector.selectedKeys();
        for (var key : keys) {
          var connection = (Connection) key.attachment();
          if (connection.waiting && connection.read()) {
            if (goesOn.getAsBoolean()) {
              connection.send();
            } else {
              waiting--;
            }
          }
        }
        keys.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (wrong > 0) {
      System.err.println("wrong answers: " + wrong + ", the first:\n" + firstWrong);
    }
    return new Result(
        histogram.getTotalCount(),
        shed,
        wrong,
        Duration.ofNanos(System.nanoTime() - began),
        histogram);
  }

  private static Histogram histogram() {
    return new Histogram(LONGEST_TRACKED_NANOS, 3);
  }

  @Override
  public void close() {
    try {
      for (var connection : connections) {
        connection.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
