package dev.sojourn.benchmarks;

import java.util.Locale;
import java.util.Random;

/**
 * The header lines that real clients and the proxies in front of Sojourn send. A session always has
 * the same client; how often a client occurs falls with its rank (Zipf), as it does on the web.
 */
enum Clients {
  /** Nothing but what HTTP demands, which no client sends: to compare with. */
  BARE {
    @Override
    String compose(int rank) {
      return "";
    }
  },

  /** A page that calls Sojourn with a script, through Envoy. */
  BROWSER {
    @Override
    String compose(int rank) {
      return browser(rank)
          + "Accept: */*\r\nOrigin: https://www.shop.example\r\n"
          + "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
          + "Referer: https://www.shop.example/orders?page=2\r\n"
          + addedByEnvoy(rank);
    }
  },

  /** nginx asks about a request of a browser (auth_request), as examples/nginx configures it. */
  NGINX {
    @Override
    String compose(int rank) {
      return "X-Forwarded-Method: GET\r\nX-Forwarded-Proto: https\r\n"
          + "X-Forwarded-Host: www.shop.example\r\n"
          + "X-Original-URI: /orders?page=2\r\n"
          + "X-Forwarded-For: "
          + address(rank)
          + "\r\n"
          + browser(rank)
          + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
          + "Sec-Fetch-Site: same-origin\r\n"
          + "Sec-Fetch-Mode: navigate\r\n"
          + "Sec-Fetch-Dest: document\r\n";
    }
  },

  /** A backend that calls with an SDK, through a mesh. */
  SDK {
    @Override
    String compose(int rank) {
      return "User-Agent: okhttp/4.12.0\r\nAccept: application/json\r\nAccept-Encoding: gzip\r\n"
          + "traceparent: 00-"
          + hex(rank, 32)
          + "-"
          + hex(rank + 1, 16)
          + "-00\r\n"
          + addedByEnvoy(rank);
    }
  };

  private static final int COOKIE_BYTES = 1_500;

  private final String[] lines = new String[UserAgentTexts.COUNT];
  private final byte[][] encoded = new byte[UserAgentTexts.COUNT][];
  private final int[] cookiesAt = new int[UserAgentTexts.COUNT];

  abstract String compose(int rank);

  /** The header lines of the client that has this session. */
  String of(int session) {
    var rank = rank(session);
    var composed = lines[rank];
    if (composed == null) {
      composed = compose(rank);
      lines[rank] = composed;
    }
    return composed;
  }

  /** The same as it goes over the wire. */
  byte[] encoded(int session) {
    var rank = rank(session);
    if (encoded[rank] == null) {
      var text = of(session);
      cookiesAt[rank] = text.indexOf("Cookie: ");
      encoded[rank] = Conversation.bytes(text);
    }
    return encoded[rank];
  }

  /** At which byte of {@link #encoded} the line with the cookies begins. */
  int cookiesAt(int session) {
    return cookiesAt[rank(session)];
  }

  /** The rank of the client of a session: of 5,000, the first hundred have more than half. */
  static int rank(int session) {
    var uniform = (session * 0x9E37_79B9L & 0xFFFF_FFFFL) / (double) (1L << 32);
    return (int) Math.pow(UserAgentTexts.COUNT, uniform) - 1;
  }

  /** The address of the client of this rank, from the blocks that are reserved for examples. */
  static String address(int rank) {
    return rank % 4 == 0
        ? String.format(Locale.ROOT, "2001:db8:%x:%x::%x", rank % 1009, rank % 31, 1 + rank % 251)
        : "198.51." + (100 + rank % 100) + "." + (1 + rank % 251);
  }

  private static String browser(int rank) {
    return "User-Agent: "
        + UserAgentTexts.of(rank)
        + "\r\nAccept-Language: de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7\r\n"
        + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
        + "sec-ch-ua: \"Chromium\";v=\"146\", \"Not)A;Brand\";v=\"24\"\r\n"
        + "sec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Windows\"\r\n"
        + "Cookie: "
        + cookies(rank)
        + "\r\n";
  }

  /** The cookies of a shop: analytics, consent, experiments, and a session of its own. */
  private static String cookies(int rank) {
    var random = new Random(rank);
    var cookies =
        new StringBuilder("_ga=GA1.1.")
            .append(100_000_000 + random.nextInt(800_000_000))
            .append(".17")
            .append(10_000_000 + random.nextInt(80_000_000))
            .append("; theme=dark; locale=de-DE; cart=")
            .append(hex(rank, 32));
    for (var n = 0; cookies.length() < COOKIE_BYTES; n++) {
      cookies.append("; exp_").append(n).append('=');
      for (var i = 0; i < 80; i++) {
        cookies.append((char) ('a' + random.nextInt(26)));
      }
    }
    return cookies.toString();
  }

  private static String addedByEnvoy(int rank) {
    return "X-Forwarded-For: "
        + address(rank)
        + "\r\nX-Forwarded-Proto: https\r\nX-Envoy-External-Address: "
        + address(rank)
        + "\r\nX-Request-Id: "
        + hex(rank, 8)
        + "-5e1b-4d3c-9a7f-"
        + hex(rank + 7, 12)
        + "\r\n";
  }

  private static String hex(long number, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "x", number * 0x9E37_79B9L & 0xFFFF_FFFFL);
  }
}
