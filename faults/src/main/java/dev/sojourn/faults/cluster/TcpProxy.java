package dev.sojourn.faults.cluster;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between a node and its Postgres, as one that fails: cut, slow, silent, or deaf to
 * announcements. It knows as much of Postgres's protocol as it needs to tell messages apart.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int SSL_REQUEST = 80_877_103;
  private static final int NOTIFICATION = 'A';
  private static final int HEAD = 5; // type and length

  private final ServerSocket listening;
  private final InetSocketAddress target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private volatile boolean refuses;
  private volatile boolean dropsNotifications;
  private volatile Duration delay = Duration.ZERO;

  private TcpProxy(ServerSocket listening, InetSocketAddress target) {
    this.listening = listening;
    this.target = target;
  }

  /** Listens on the loopback interface, and connects to this port of it. */
  public static TcpProxy to(int targetPort) {
    try {
      var loopback = InetAddress.getLoopbackAddress();
      var listening = new ServerSocket(Commands.freePort(), 50, loopback);
      var proxy = new TcpProxy(listening, new InetSocketAddress(loopback, targetPort));
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return listening.getLocalPort();
  }

  /** Resets all connections, and each new one, until {@link #mend}. */
  public void cut() {
    refuses = true;
    links.forEach(Link::reset);
  }

  /** Each stretch of bytes of the server takes this much longer. */
  public void delay(Duration by) {
    delay = by;
  }

  /**
   * Nothing comes through the present connections any more, in either direction, and nobody is
   * told: as when a firewall forgets them. New ones are good.
   */
  public void silence() {
    links.forEach(link -> link.silent = true);
  }

  /** Whether Postgres's notifications get lost on the way. */
  public void dropNotifications(boolean drops) {
    dropsNotifications = drops;
  }

  /** As a network should be; what was silenced is reset, as its time-out would do at last. */
  public void mend() {
    refuses = false;
    delay = Duration.ZERO;
    dropsNotifications = false;
    links.stream().filter(link -> link.silent).forEach(Link::reset);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var client = listening.accept();
        if (refuses) {
          client.setSoLinger(true, 0);
          client.close();
        } else {
          connect(client);
        }
      } catch (IOException closed) {
        Thread.onSpinWait();
      }
    }
  }

  private void connect(Socket client) throws IOException {
    var server = new Socket();
    try {
      server.connect(target);
    } catch (IOException away) {
      client.setSoLinger(true, 0);
      client.close();
      return;
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    var link = new Link(client, server);
    links.add(link);
    Thread.ofVirtual().start(() -> link.run(link::toServer));
    Thread.ofVirtual().start(() -> link.run(link::toClient));
  }

  /** What may fail on the way. */
  private interface Pump {
    void run() throws IOException, InterruptedException;
  }

  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void run(Pump pump) {
      try {
        pump.run();
      } catch (IOException | InterruptedException over) {
        reset();
      }
    }

    void toServer() throws IOException, InterruptedException {
      var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      var out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()));
      var length = in.readInt();
      var code = in.readInt();
      while (code == SSL_REQUEST) {
        client.getOutputStream().write('N'); // no TLS here
        length = in.readInt();
        code = in.readInt();
      }
      out.writeInt(length);
      out.writeInt(code);
      out.flush();
      var buffer = new byte[16 * 1024];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, read);
          out.flush();
        }
      }
      reset();
    }

    void toClient() throws IOException, InterruptedException {
      var in = new DataInputStream(new BufferedInputStream(server.getInputStream(), 64 * 1024));
      var out = new BufferedOutputStream(client.getOutputStream(), 64 * 1024);
      var head = new byte[HEAD];
      while (true) {
        if (!delay.isZero() && in.available() == 0) {
          in.mark(1);
          in.read();
          in.reset();
          Thread.sleep(delay);
        }
        in.readFully(head);
        var length =
            (head[1] & 0xff) << 24
                | (head[2] & 0xff) << 16
                | (head[3] & 0xff) << 8
                | head[4] & 0xff;
        var body = in.readNBytes(length - 4);
        if (!silent && !(dropsNotifications && head[0] == NOTIFICATION)) {
          out.write(head);
          out.write(body);
        }
        // Also behind what is dropped: an answer before it must not stay here.
        if (in.available() == 0) {
          out.flush();
        }
      }
    }

    void reset() {
      links.remove(this);
      for (var socket : new Socket[] {client, server}) {
        try {
          socket.setSoLinger(true, 0);
          socket.close();
        } catch (IOException already) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::reset);
  }
}
