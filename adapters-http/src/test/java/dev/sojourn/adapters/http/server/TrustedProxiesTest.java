package dev.sojourn.adapters.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  @ParameterizedTest(name = "{0} trusts {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.0/8          | 10.255.0.1       | true
          10.0.0.0/8          | 11.0.0.1         | false
          192.0.2.7           | 192.0.2.7        | true
          192.0.2.7           | 192.0.2.6        | false
          192.0.2.128/25      | 192.0.2.200      | true
          192.0.2.128/25      | 192.0.2.127      | false
          0.0.0.0/0           | 203.0.113.1      | true
          0.0.0.0/0           | 2001:db8::1      | false
          2001:db8::/33       | 2001:db8:7fff::1 | true
          2001:db8::/33       | 2001:db8:8000::1 | false
          10.0.0.0/8, ::1     | ::1              | true
          10.0.0.0/8, ::1     | ::ffff:10.0.0.1  | true
          ::1/128             | ::2              | false
          """)
  void networks(String networks, String address, boolean trusted) {
    var proxies = TrustedProxies.parse(networks).valid().orElseThrow();
    assertEquals(trusted, proxies.trust(IpAddress.parse(address).valid().orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "::/129",
        "10.0.0.0/8,",
        "10.0.0.0/9999999999",
        "10.0.0/8"
      })
  void anythingElseIsRefused(String text) {
    assertEquals(
        new Parsed.Invalid<>(
            "must be addresses or CIDRs with commas between them, such as 10.0.0.0/8"),
        TrustedProxies.parse(text));
  }

  @Test
  void noneTrustsNobody() {
    assertFalse(TrustedProxies.NONE.trust(IpAddress.parse("127.0.0.1").valid().orElseThrow()));
  }
}
