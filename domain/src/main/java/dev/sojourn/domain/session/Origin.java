package dev.sojourn.domain.session;

import java.util.Optional;

/**
 * Where a session comes from: the client that opened it, and the address and device it was last on.
 */
public record Origin(ClientId clientId, Optional<IpAddress> ipAddress, Device device) {

  /** Whether this client opened it, to whom its tokens were issued (RFC 6749, section 6). */
  public boolean isOf(ClientId client) {
    return clientId.equals(client);
  }

  /** The same client, at the address and on the device that it was now seen with. */
  public Origin seenAs(ClientContext sighting) {
    return new Origin(
        clientId, sighting.ipAddress().or(() -> ipAddress), sighting.device().orElse(device));
  }
}
