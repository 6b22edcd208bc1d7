package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.domain.Parsed;
import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          IPv4 as it is                                    | 192.0.2.1                                     | 192.0.2.1
          the least IPv4                                   | 0.0.0.0                                       | 0.0.0.0
          the greatest IPv4                                | 255.255.255.255                               | 255.255.255.255
          IPv6 as it is                                    | 2001:db8::1                                   | 2001:db8::1
          capitals become small (RFC 5952, 4.3)            | 2001:DB8::ABCD                                | 2001:db8::abcd
          leading zeros go (4.1)                           | 2001:0db8:0000:0000:0000:0000:0000:0001       | 2001:db8::1
          zeros are shortened as much as possible (4.2.1)  | 2001:db8:0:0:0:0:2:1                          | 2001:db8::2:1
          one group of zeros is not shortened (4.2.2)      | 2001:db8::1:1:1:1:1                           | 2001:db8:0:1:1:1:1:1
          the longest run is shortened (4.2.3)             | 2001:0:0:1:0:0:0:1                            | 2001:0:0:1::1
          of equal runs the first (4.2.3)                  | 2001:db8:0:0:1:0:0:1                          | 2001:db8::1:0:0:1
          all zeros                                        | 0:0:0:0:0:0:0:0                               | ::
          the loopback                                     | 0::1                                          | ::1
          zeros at the end                                 | 2001:db8:0:0:0:0:0:0                          | 2001:db8::
          IPv4-mapped is IPv4                              | ::ffff:192.0.2.1                              | 192.0.2.1
          IPv4-mapped in hexadecimal as well               | ::FFFF:c000:0201                              | 192.0.2.1
          IPv4-mapped at its longest                       | 0000:0000:0000:0000:0000:ffff:192.168.100.200 | 192.168.100.200
          leading zeros may be octal to others             | ::ffff:192.0.2.01                             | must be an IPv4 or IPv6 address
          IPv4 embedded otherwise is IPv6                  | 64:ff9b::192.0.2.33                           | 64:ff9b::c000:221
          """)
  void oneCanonicalText(String rule, String text, String expected) {
    assertEquals(
        expected,
        switch (IpAddress.parse(text)) {
          case Parsed.Valid<IpAddress>(var address) -> address.value();
          case Parsed.Invalid<IpAddress>(var fault) -> fault;
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "example.org",
        "192.0.2",
        "192.0.2.1.5",
        "192.0.2.256",
        "192.0.2.01",
        "0xc0.0.2.1",
        "3221225985",
        "192.0.2.1 ",
        " 192.0.2.1",
        "192.0.2.1/32",
        "192.0.2.1:80",
        "192.0.2.-1",
        "١٩٢.0.2.1",
        ":",
        ":::",
        "1::2::3",
        "2001:db8",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "[::1]",
        "[2001:db8::1]:80",
        "fe80::1%eth0",
        "fe80::1%1",
        "2001:db8::1/64",
        "::192.0.2",
        "::192.0.2.256",
        "2001:db8::1\0"
      })
  void noAddressInAnyOtherForm(String text) {
    assertEquals(
        new Parsed.Invalid<IpAddress>("must be an IPv4 or IPv6 address"), IpAddress.parse(text));
    assertThrows(IllegalArgumentException.class, () -> new IpAddress(text));
  }

  @Test
  void onlyTheCanonicalTextMakesAnAddress() {
    assertThrows(IllegalArgumentException.class, () -> new IpAddress("2001:DB8::1"));
    assertThrows(IllegalArgumentException.class, () -> new IpAddress("::ffff:192.0.2.1"));
  }

  @ParameterizedTest(name = "{0} belongs to {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          192.0.2.1                               | 192.0.2.1
          2001:db8:1:2:3:4:5:6                    | 2001:db8:1:2::
          2001:db8:1:2:ffff:ffff:ffff:ffff        | 2001:db8:1:2::
          2001:db8:1:3::1                         | 2001:db8:1:3::
          2001:db8::1                             | 2001:db8::
          ::1                                     | ::
          """)
  void theNetworkIsIpv4WholeAndIpv6ByItsFirst64Bits(String address, String network) {
    assertEquals(new IpAddress(network), new IpAddress(address).network());
    assertEquals(new IpAddress(network), new IpAddress(network).network());
  }

  @Property
  void anyIpv6AddressHasOneTextThatReadsAsItself(@ForAll @Size(16) byte[] bytes) throws Exception {
    var spelled = InetAddress.getByAddress(bytes);
    var address = IpAddress.parse(spelled.getHostAddress()).valid().orElseThrow();

    assertArrayEquals(spelled.getAddress(), address.bytes());
    assertEquals(address, IpAddress.parse(address.value()).valid().orElseThrow());
  }

  @Property
  void anyIpv4AddressHasOneText(@ForAll @Size(4) byte[] bytes) throws Exception {
    var text = InetAddress.getByAddress(bytes).getHostAddress();

    assertEquals(text, new IpAddress(text).value());
    assertArrayEquals(bytes, new IpAddress(text).bytes());
  }
}
