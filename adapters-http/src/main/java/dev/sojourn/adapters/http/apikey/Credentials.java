package dev.sojourn.adapters.http.apikey;

import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Parsed;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a request presents in its Authorization header. */
public final class Credentials {
  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";
  private static final String DPOP = "dpop ";

  private Credentials() {}

  /** The token of {@code Authorization: Bearer} (RFC 6750, section 2.1). */
  public static Optional<String> bearer(HttpServerRequest request) {
    return after(BEARER, request);
  }

  /** The token of {@code Authorization: DPoP} (RFC 9449, section 7.1). */
  public static Optional<String> dpop(HttpServerRequest request) {
    return after(DPOP, request);
  }

  /** The client that has the key presented as a bearer token. */
  public static Optional<ApiKey> apiKey(HttpServerRequest request, ApiKeys keys) {
    return bearer(request).filter(token -> token.startsWith(ApiKey.PREFIX)).flatMap(keys::find);
  }

  /** The same, or with HTTP Basic, as OAuth clients do (RFC 6749, section 2.3.1). */
  public static Optional<ApiKey> apiKeyOrBasic(HttpServerRequest request, ApiKeys keys) {
    return apiKey(request, keys).or(() -> after(BASIC, request).flatMap(b -> basic(b, keys)));
  }

  private static Optional<ApiKey> basic(String encoded, ApiKeys keys) {
    try {
      var pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      var colon = pair.indexOf(':');
      if (colon < 0) {
        return Optional.empty();
      }
      var name = PercentEncoding.decode(pair.substring(0, colon));
      var key = PercentEncoding.decode(pair.substring(colon + 1));
      return name instanceof Parsed.Valid<String>(var n)
              && key instanceof Parsed.Valid<String>(var k)
          ? keys.find(n, k)
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  public static boolean presented(HttpServerRequest request) {
    return request.headers().contains("Authorization");
  }

  private static Optional<String> after(String scheme, HttpServerRequest request) {
    // Two of them could be read as one by us and as the other by whatever stands before us.
    var headers = request.headers().getAll("Authorization");
    return Optional.of(headers)
        .filter(all -> all.size() == 1)
        .map(List::getFirst)
        .filter(header -> header.regionMatches(true, 0, scheme, 0, scheme.length()))
        .map(header -> header.substring(scheme.length()).strip());
  }
}
