package dev.sojourn.adapters.http.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how requests are taken.
 *
 * @param port 0 picks a free one
 * @param eventLoops how many threads serve requests
 * @param maxConnections how many may be open at once; one more is closed
 * @param maxConnectionsPerAddress how many of them may come from one IPv4 address or IPv6 network
 *     (/64) that is no trusted proxy; no limit, if absent
 * @param tls without it, plain HTTP
 * @param managementPort where health and metrics are then, and nowhere else; 0 picks a free one
 */
public record Listening(
    String host,
    int port,
    int eventLoops,
    int maxConnections,
    Optional<Integer> maxConnectionsPerAddress,
    Optional<Tls> tls,
    Optional<Integer> managementPort) {

  /** Whether only this machine can connect. */
  public boolean isOnLoopback() {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }

  /**
   * Files in PEM, which are read again when they change.
   *
   * @param certificate with the chain below it
   */
  public record Tls(Path certificate, Path key) {}
}
