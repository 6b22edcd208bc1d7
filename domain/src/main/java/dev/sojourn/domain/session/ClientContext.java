package dev.sojourn.domain.session;

import java.util.Optional;

/** The address and device that a request was seen with; what is absent stays as it was. */
public record ClientContext(Optional<IpAddress> ipAddress, Optional<Device> device) {

  /** Nothing was seen: a backend calls, and its own address says nothing of the person. */
  public static final ClientContext NOTHING = new ClientContext(Optional.empty(), Optional.empty());
}
