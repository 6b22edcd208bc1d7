package dev.sojourn.adapters.http.server;

import dev.sojourn.domain.Parsed;
import java.util.Locale;

/**
 * The one header by which the trusted proxies say where a request comes from. Any other is the
 * client's own, passed on by a proxy that does not know it, and is ignored.
 */
public enum ForwardedHeader {
  /** What most proxies write. */
  X_FORWARDED_FOR("X-Forwarded-For"),
  /** RFC 7239. */
  FORWARDED("Forwarded");

  private final String headerName;

  ForwardedHeader(String headerName) {
    this.headerName = headerName;
  }

  public String headerName() {
    return headerName;
  }

  /** Reads its name in lower case. */
  public static Parsed<ForwardedHeader> parse(String text) {
    for (var header : values()) {
      if (header.headerName.toLowerCase(Locale.ROOT).equals(text)) {
        return new Parsed.Valid<>(header);
      }
    }
    return new Parsed.Invalid<>("must be x-forwarded-for or forwarded");
  }
}
