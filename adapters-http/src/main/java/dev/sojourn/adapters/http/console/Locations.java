package dev.sojourn.adapters.http.console;

import dev.sojourn.domain.session.IpAddress;
import java.util.Optional;

/** Where IP addresses are, roughly, for pages that operators see. Safe for any thread. */
@FunctionalInterface
public interface Locations {
  /** No database is configured: nothing is known of any address. */
  Locations NONE = _ -> Optional.empty();

  /** Where an address is, in words such as {@code Berlin, Germany}; empty if it is not known. */
  Optional<String> of(IpAddress address);
}
