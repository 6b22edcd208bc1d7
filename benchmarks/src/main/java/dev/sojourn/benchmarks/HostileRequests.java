package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Same;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The processor time that a stranger can make Sojourn spend: requests without any credential that
 * are composed to be expensive, each beside {@code /health/live} with the same header lines.
 */
final class HostileRequests {
  private static final int CONNECTIONS = 16;
  private static final double MOST = 3;
  private static final String TOKEN_PATH = "/v1/token";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String MADE_UP =
      "grant_type=refresh_token&refresh_token=srt_" + "A".repeat(82);

  private HostileRequests() {}

  /**
   * A request of a stranger.
   *
   * @param isOfTokenEndpoint whether the goal of made-up tokens is for it
   */
  private record Hostile(
      String method, String path, String headers, String body, boolean isOfTokenEndpoint) {

    static Hostile refresh(String headers) {
      return new Hostile("POST", TOKEN_PATH, headers + FORM, MADE_UP, true);
    }

    static Hostile form(String body) {
      return new Hostile("POST", TOKEN_PATH, FORM, body, false);
    }

    static Hostile json(String body) {
      return new Hostile("POST", TOKEN_PATH, JSON, body, false);
    }

    static Hostile get(String path, String headers) {
      return new Hostile("GET", path, headers, "", false);
    }

    byte[] request() {
      return Conversation.request(method, path, headers, body);
    }

    /** The least answer to a request with these header lines. */
    byte[] least() {
      return Conversation.request("GET", "/health/live", headers, "");
    }
  }

  /** The rows of the table, as Markdown. */
  static List<String> measure(Postgres postgres, Duration stretch) {
    var rows = new ArrayList<String>();
    try (var sojourn = SojournProcess.on(postgres, Map.of())) {
      try (var first = load(sojourn, Hostile.refresh("").request(), 300, 600);
          var least = load(sojourn, Hostile.refresh("").least(), 200, 600)) {
        first.warmUp();
        least.warmUp();
      }
      hostile()
          .forEach(
              (what, request) -> {
                // Any refusal is right, whatever its status.
                try (var load = load(sojourn, request.request(), 300, 600);
                    var least = load(sojourn, request.least(), 200, 600)) {
                  var costs = new Costs(() -> Processes.cpu(sojourn.process()));
                  var leastCosts = new Costs(() -> Processes.cpu(sojourn.process()));
                  load.run(stretch);
                  least.run(stretch);
                  costs.measure(load, stretch);
                  leastCosts.measure(least, stretch);
                  var ratio = costs.cpuMicros() / leastCosts.cpuMicros();
                  rows.add(
                      String.format(
                          Locale.ROOT,
                          "| %s | %,d | %.1f | %.1f%s |",
                          what,
                          request.request().length,
                          costs.cpuMicros(),
                          ratio,
                          request.isOfTokenEndpoint() && ratio > MOST ? " **missed**" : ""));
                }
              });
    }
    return rows;
  }

  private static Load load(SojournProcess sojourn, byte[] request, int from, int to) {
    var right = IntStream.range(from, to).boxed().collect(Collectors.toSet());
    return Load.to(sojourn.port(), Conversations.each(CONNECTIONS, _ -> new Same(request, right)));
  }

  private static Map<String, Hostile> hostile() {
    var all = new LinkedHashMap<String, Hostile>();
    all.put("made-up refresh token, no headers", Hostile.refresh(""));
    all.put(
        "the same with a browser's and Envoy's headers", Hostile.refresh(Clients.BROWSER.of(7)));
    all.put("the same with 24 KB in 90 headers", Hostile.refresh(manyHeaders(90, 270)));
    all.put("the same with a cookie header of 1,500 cookies", Hostile.refresh(cookies(1_500)));
    all.put(
        "the same with 400 cookies of the session's name",
        Hostile.refresh("Cookie: " + "__Host-sojourn-refresh=x; ".repeat(400) + "a=b\r\n"));
    all.put(
        "the same with a User-Agent of 8 KB, `(Linux; Linux; ...`",
        Hostile.refresh("User-Agent: Mozilla/5.0 (" + "Linux; Android 9; ".repeat(440) + ")\r\n"));
    all.put(
        "the same with a User-Agent of 8 KB of digits and dots",
        Hostile.refresh("User-Agent: Chrome/" + "1.".repeat(4_000) + "\r\n"));
    all.put(
        "the same with an Accept-Language of 8 KB, `a-a-a-...`",
        Hostile.refresh("Accept-Language: " + "a-".repeat(4_000) + "a\r\n"));
    all.put(
        "the same with an X-Forwarded-For of 700 addresses",
        Hostile.refresh("X-Forwarded-For: " + "10.11.12.13,".repeat(700) + "1.1.1.1\r\n"));
    all.put(
        "the same with a Forwarded of 8 KB of semicolons and quotes",
        Hostile.refresh("Forwarded: " + "for=\"[::1]\";;".repeat(600) + "for=x\r\n"));
    all.put(
        "the same with a DPoP proof that is signed", Hostile.refresh("DPoP: " + proof() + "\r\n"));
    all.put(
        "the same with a DPoP header of 8 KB",
        Hostile.refresh("DPoP: " + "ey".repeat(4_000) + ".e30.AA\r\n"));
    all.put("an Authorization of 8 KB, Basic", Hostile.refresh(basic(8_000)));
    all.put(
        "a body of 64 KB",
        Hostile.form("grant_type=refresh_token&refresh_token=" + "A".repeat(64_000)));
    all.put(
        "a refresh token of 16 KB",
        Hostile.form("grant_type=refresh_token&refresh_token=" + "A".repeat(16_000)));
    all.put("a form of 16 KB of `a=&a=...`", Hostile.form("a=&".repeat(5_400)));
    all.put("a form of 16 KB of `%41`", Hostile.form("grant_type=" + "%41".repeat(5_400)));
    all.put("JSON of 16 KB, `[[[[...`", Hostile.json("[".repeat(16_000)));
    all.put(
        "JSON of 16 KB, `{\"a\":[[],[],...`",
        Hostile.json("{\"a\":[" + "[],".repeat(5_400) + "[]]}"));
    all.put(
        "JSON with a number of 16,000 digits", Hostile.json("{\"a\":" + "9".repeat(16_000) + "}"));
    all.put("JSON with 190 names", Hostile.json("{" + names(190) + "\"z\":1}"));
    all.put("JSON with 1,500 names", Hostile.json("{" + names(1_500) + "\"z\":1}"));
    all.put(
        "a made-up exchange code with a verifier",
        Hostile.form(
            "grant_type=authorization_code&code=sxc_"
                + "A".repeat(86)
                + "&code_verifier="
                + "a".repeat(43)));
    all.put(
        "verify: made-up JWT",
        Hostile.get("/v1/verify", "Authorization: Bearer " + jwt() + "\r\n"));
    all.put(
        "verify: DPoP with a proof that is signed",
        Hostile.get(
            "/v1/verify",
            "Authorization: DPoP sat_" + "A".repeat(91) + "\r\nDPoP: " + proof() + "\r\n"));
    all.put("a path of 15 KB of `%2e`", Hostile.get("/" + "%2e/".repeat(3_700), ""));
    all.put("a query of 15 KB of `a&a&...`", Hostile.get("/v1/verify?" + "a&".repeat(7_000), ""));
    all.put(
        "a person's page with a made-up cookie",
        Hostile.get("/account", "Cookie: __Host-sojourn=sat_" + "A".repeat(91) + "\r\n"));
    return all;
  }

  private static String manyHeaders(int count, int bytes) {
    var headers = new StringBuilder();
    for (var n = 0; n < count; n++) {
      headers.append("X-Filler-").append(n).append(": ").append("v".repeat(bytes)).append("\r\n");
    }
    return headers.toString();
  }

  private static String cookies(int count) {
    var cookies = new StringBuilder("Cookie: ");
    for (var n = 0; n < count; n++) {
      cookies.append("c").append(n).append("=v; ");
    }
    return cookies.append("z=z\r\n").toString();
  }

  private static String names(int count) {
    var names = new StringBuilder();
    for (var n = 0; n < count; n++) {
      names.append("\"n").append(n).append("\":1,");
    }
    return names.toString();
  }

  private static String basic(int bytes) {
    var text = new byte[bytes];
    Arrays.fill(text, (byte) 'a');
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(text).substring(0, bytes)
        + "\r\n";
  }

  private static String jwt() {
    return base64("{\"alg\":\"EdDSA\",\"typ\":\"at+jwt\",\"kid\":\"none\"}")
        + "."
        + base64("{\"iss\":\"x\",\"sub\":\"" + "a".repeat(500) + "\"}")
        + "."
        + base64("x".repeat(64));
  }

  /** A proof that is all right, for a token that is not: the signature must not be looked at. */
  private static String proof() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      var point = ((ECPublicKey) pair.getPublic()).getW();
      var head =
          base64(
              "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\""
                  + base64(point.getAffineX())
                  + "\",\"y\":\""
                  + base64(point.getAffineY())
                  + "\"}}");
      var body =
          base64(
              "{\"jti\":\"hostile-1\",\"htm\":\"POST\",\"htu\":\"http://localhost/v1/token\",\"iat\":"
                  + Instant.now().getEpochSecond()
                  + "}");
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(pair.getPrivate());
      signature.update((head + "." + body).getBytes(StandardCharsets.US_ASCII));
      return head
          + "."
          + body
          + "."
          + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static String base64(BigInteger coordinate) {
    var bytes = coordinate.toByteArray();
    var fixed = new byte[32];
    for (var i = 1; i <= Math.min(32, bytes.length); i++) {
      fixed[32 - i] = bytes[bytes.length - i];
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
