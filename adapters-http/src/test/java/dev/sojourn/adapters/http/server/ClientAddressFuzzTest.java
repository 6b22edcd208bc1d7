package dev.sojourn.adapters.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.adapters.http.request.RateLimit;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.IpAddress;
import java.util.List;
import java.util.Optional;

class ClientAddressFuzzTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.parse("10.0.0.0/8,2001:db8::/32").valid().orElseThrow();
  private static final TrustedProxies RFC_7239 = PROXIES.writing(ForwardedHeader.FORWARDED);
  private static final Optional<IpAddress> CLIENT = IpAddress.parse("192.0.2.1").valid();

  /** Whatever a client writes stands to the left of what the proxy adds. */
  @FuzzTest
  void whatAClientWritesIsNotBelieved(@NotNull String written) {
    assertEquals(CLIENT, ClientAddress.of("10.1.2.3", List.of(written, "192.0.2.1"), PROXIES));
    assertEquals(CLIENT, ClientAddress.of("10.1.2.3", List.of(written + ", 192.0.2.1"), PROXIES));
    assertEquals(CLIENT, ClientAddress.of("10.1.2.3", List.of(written, "for=192.0.2.1"), RFC_7239));
    assertEquals(
        CLIENT, ClientAddress.of("10.1.2.3", List.of(written + ", for=192.0.2.1"), RFC_7239));
    assertEquals(CLIENT, ClientAddress.of("192.0.2.1", List.of(written), PROXIES));
  }

  @FuzzTest
  void anyHeaderGivesAnAddressOrNone(
      @NotNull String remote, @NotNull String one, @NotNull String other) {
    for (var at : List.of(remote, "10.1.2.3")) {
      ClientAddress.of(at, List.of(one, other), RFC_7239);
      ClientAddress.of(at, List.of(one, other), PROXIES);
    }
  }

  @FuzzTest
  void networksAreReadOrTold(@NotNull String text, @NotNull String address) {
    switch (TrustedProxies.parse(text)) {
      case Parsed.Valid<TrustedProxies>(var proxies) -> {
        for (var cidr : text.split(",", -1)) {
          var first = IpAddress.parse(cidr.strip().split("/", -1)[0]).valid().orElseThrow();
          assertEquals(true, proxies.trust(first));
        }
        IpAddress.parse(address).valid().ifPresent(proxies::trust);
      }
      case Parsed.Invalid<TrustedProxies>(var fault) ->
          assertEquals(
              "must be addresses or CIDRs with commas between them, such as 10.0.0.0/8", fault);
    }
  }

  @FuzzTest
  void aRateIsReadAsItIsWritten(@NotNull String text) {
    if (RateLimit.parse(text) instanceof Parsed.Valid<RateLimit>(var rate)) {
      assertEquals(new Parsed.Valid<>(rate), RateLimit.parse(rate.most() + "/" + rate.within()));
    }
  }
}
