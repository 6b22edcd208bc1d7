package dev.sojourn.adapters.http.server;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** The networks of trusted proxies, and the header in which they name the client. */
public final class TrustedProxies {
  /** Nobody's word is believed. */
  public static final TrustedProxies NONE =
      new TrustedProxies(List.of(), ForwardedHeader.X_FORWARDED_FOR);

  private final List<Network> networks;
  private final ForwardedHeader header;

  private TrustedProxies(List<Network> networks, ForwardedHeader header) {
    this.networks = List.copyOf(networks);
    this.header = header;
  }

  private record Network(byte[] address, int prefix) {
    boolean contains(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (var bit = 0; bit < prefix; bit++) {
        var mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Reads CIDRs with commas between them, such as {@code 10.0.0.0/8,::1}. */
  public static Parsed<TrustedProxies> parse(String text) {
    var networks = new ArrayList<Network>();
    for (var cidr : text.split(",", -1)) {
      var sides = cidr.strip().split("/", -1);
      var address = IpAddress.parse(sides[0]).valid().map(IpAddress::bytes);
      var bits = address.map(bytes -> bytes.length * 8).orElse(0);
      var prefix =
          sides.length == 1
              ? bits
              : sides[1].matches("[0-9]{1,3}") ? Integer.parseInt(sides[1]) : -1;
      if (address.isEmpty() || sides.length > 2 || prefix < 0 || prefix > bits) {
        return new Parsed.Invalid<>(
            "must be addresses or CIDRs with commas between them, such as 10.0.0.0/8");
      }
      networks.add(new Network(address.get(), prefix));
    }
    return new Parsed.Valid<>(new TrustedProxies(networks, ForwardedHeader.X_FORWARDED_FOR));
  }

  /** The same, which write this header. */
  public TrustedProxies writing(ForwardedHeader header) {
    return new TrustedProxies(networks, header);
  }

  /** The header that they write. */
  public ForwardedHeader header() {
    return header;
  }

  /** Whether this address is one of them. */
  public boolean trust(IpAddress address) {
    var bytes = address.bytes();
    return networks.stream().anyMatch(network -> network.contains(bytes));
  }
}
