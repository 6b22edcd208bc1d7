package dev.sojourn.adapters.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.domain.session.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.parse("10.0.0.0/8, 2001:db8::/32").valid().orElseThrow();
  private static final TrustedProxies RFC_7239 = PROXIES.writing(ForwardedHeader.FORWARDED);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nobody forwarded: the connection           | 203.0.113.9      |                                         | 203.0.113.9
          who is not trusted is not believed         | 203.0.113.9      | 192.0.2.1                               | 203.0.113.9
          a trusted proxy is believed                | 10.1.2.3         | 192.0.2.1                               | 192.0.2.1
          what the client wrote itself is not        | 10.1.2.3         | 198.51.100.7, 192.0.2.1                 | 192.0.2.1
          trusted proxies in between are passed over | 10.1.2.3         | 198.51.100.7, 192.0.2.1, 10.9.9.9       | 192.0.2.1
          all are trusted: the first of them         | 10.1.2.3         | 10.7.7.7, 10.9.9.9                      | 10.7.7.7
          a proxy says what is no address            | 10.1.2.3         | 192.0.2.1, unknown                      |
          with a port                                | 10.1.2.3         | 192.0.2.1:4711                          | 192.0.2.1
          IPv6 as it is                              | 10.1.2.3         | 2001:DB9::1                             | 2001:db9::1
          IPv6 in brackets                           | 10.1.2.3         | [2001:db9::1]                           | 2001:db9::1
          IPv6 in brackets with a port               | 10.1.2.3         | [2001:db9::1]:4711                      | 2001:db9::1
          IPv6 proxies are trusted by network        | 2001:db8:5::1    | 192.0.2.1                               | 192.0.2.1
          IPv4 within IPv6 is IPv4                   | ::ffff:10.1.2.3  | ::ffff:192.0.2.1                        | 192.0.2.1
          a zone says nothing                        | fe80::1%eth0     | 192.0.2.1                               | fe80::1
          empty hops say nothing                     | 10.1.2.3         | 192.0.2.1, ,                            | 192.0.2.1
          """)
  void xForwardedFor(String rule, String remote, String header, String expected) {
    assertEquals(
        Optional.ofNullable(expected),
        ClientAddress.of(remote, list(header), PROXIES).map(IpAddress::value));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          the node of the last proxy              | for=192.0.2.1                                      | 192.0.2.1
          names are in any case                   | FOR=192.0.2.1;PROTO=https                          | 192.0.2.1
          anywhere in the element                 | proto=https;by=10.0.0.1; for=192.0.2.1             | 192.0.2.1
          quoted with a port                      | for="192.0.2.1:4711"                               | 192.0.2.1
          IPv6 quoted in brackets                 | for="[2001:db9::1]"                                | 2001:db9::1
          IPv6 with a port                        | for="[2001:db9::1]:4711";proto=http                | 2001:db9::1
          several proxies, the right-most counts  | for=198.51.100.7, for=192.0.2.1                    | 192.0.2.1
          trusted ones are passed over            | for=198.51.100.7, for=192.0.2.1, for=10.9.9.9      | 192.0.2.1
          unknown is no address                   | for=unknown                                        |
          an obfuscated name is no address        | for=_hidden                                        |
          an element without a node               | for=192.0.2.1, proto=https                         |
          another parameter that ends in for      | xfor=192.0.2.1                                     |
          """)
  void forwarded(String rule, String header, String expected) {
    assertEquals(
        Optional.ofNullable(expected),
        ClientAddress.of("10.1.2.3", List.of(header), RFC_7239).map(IpAddress::value));
  }

  @Test
  void headersThatComeTwiceAreOneListInTheirOrder() {
    assertEquals(
        Optional.of("192.0.2.2"),
        ClientAddress.of("10.1.2.3", List.of("192.0.2.1", "192.0.2.2"), PROXIES)
            .map(IpAddress::value));
  }

  @Test
  void theHeaderThatProxiesWriteHasAName() {
    assertEquals(
        Optional.of(ForwardedHeader.FORWARDED), ForwardedHeader.parse("forwarded").valid());
    assertEquals(
        Optional.of(ForwardedHeader.X_FORWARDED_FOR),
        ForwardedHeader.parse("x-forwarded-for").valid());
    assertEquals(Optional.empty(), ForwardedHeader.parse("x-real-ip").valid());
  }

  @Property
  void noHeaderMakesItThrow(@ForAll String one, @ForAll String other) {
    ClientAddress.of("10.1.2.3", List.of(one, other), PROXIES);
    ClientAddress.of("10.1.2.3", List.of(one, other), RFC_7239);
  }

  private static List<String> list(String header) {
    return Stream.ofNullable(header).toList();
  }
}
