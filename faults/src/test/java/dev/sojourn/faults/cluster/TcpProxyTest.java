package dev.sojourn.faults.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
  private static final int PROTOCOL_3 = 196_608;
  private static final int SSL_REQUEST = 80_877_103;

  private ServerSocket listening;
  private TcpProxy proxy;
  private Socket client;
  private DataOutputStream toServer;
  private DataInputStream fromServer;

  @BeforeEach
  void connect() throws IOException {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    proxy = TcpProxy.to(listening.getLocalPort());
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(5_000);
    toServer = new DataOutputStream(client.getOutputStream());
    fromServer = new DataInputStream(client.getInputStream());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    listening.close();
  }

  /** Says hello as a client of Postgres does; gives the server's side. */
  private Socket hello() throws IOException {
    toServer.writeInt(8);
    toServer.writeInt(PROTOCOL_3);
    var server = listening.accept();
    server.setSoTimeout(5_000);
    assertEquals(8, new DataInputStream(server.getInputStream()).readInt());
    return server;
  }

  private static byte[] message(char type, String text) {
    var body = text.getBytes(StandardCharsets.US_ASCII);
    var message = new byte[5 + body.length];
    message[0] = (byte) type;
    message[4] = (byte) (4 + body.length);
    System.arraycopy(body, 0, message, 5, body.length);
    return message;
  }

  @Test
  void whatEitherSideSaysComesThrough() throws IOException {
    try (var server = hello()) {
      server.getOutputStream().write(message('Z', "idle"));

      assertArrayEquals(message('Z', "idle"), fromServer.readNBytes(9));
    }
  }

  @Test
  void thereIsNoTls() throws IOException {
    toServer.writeInt(8);
    toServer.writeInt(SSL_REQUEST);

    assertEquals('N', fromServer.read());
    hello().close();
  }

  @Test
  void notificationsGetLostAndNothingElse() throws IOException {
    proxy.dropNotifications(true);
    try (var server = hello()) {
      server.getOutputStream().write(message('A', "sojourn_ended"));
      server.getOutputStream().write(message('Z', "idle"));

      assertArrayEquals(message('Z', "idle"), fromServer.readNBytes(9));
    }
  }

  @Test
  void aCutConnectionIsReset() throws IOException {
    try (var server = hello()) {
      proxy.cut();

      assertThrows(SocketException.class, () -> fromServer.read());
      assertThrows(IOException.class, () -> server.getInputStream().readNBytes(100));
    }
  }

  @Test
  void aSilentConnectionSaysNothingAndStays() throws IOException {
    try (var server = hello()) {
      proxy.silence();
      client.setSoTimeout(100);
      server.getOutputStream().write(message('Z', "idle"));

      assertThrows(SocketTimeoutException.class, () -> fromServer.read());
    }
  }
}
