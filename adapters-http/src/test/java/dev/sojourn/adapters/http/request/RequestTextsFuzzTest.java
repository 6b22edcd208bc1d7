package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.adapters.http.api.token.OAuthError;
import dev.sojourn.adapters.http.api.token.OAuthParameters;
import dev.sojourn.adapters.http.api.verify.ForwardedRequest;
import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Credentials;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.auth.StepUp;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What comes in paths, queries, forms and headers. */
class RequestTextsFuzzTest {
  private static final KeyRing KEYS =
      KeyRing.of(Map.of(new KeyId(1), new ServerKey(new byte[ServerKey.SHORTEST])));
  private static final String SECRET = "sak_0123456789012345678901";
  private static final ApiKeys API_KEYS =
      new ApiKeys(
          () ->
              List.of(
                  new ApiKey(
                      new ClientId("web"), KeyHash.of(SECRET), Set.of(Scope.SESSIONS_READ))));

  @FuzzTest
  void percentEncodingIsUndoneOrTold(@NotNull String text) {
    switch (PercentEncoding.decode(text)) {
      case Parsed.Valid<String>(var decoded) -> {
        assertEquals(Optional.empty(), Text.unpairedSurrogate(decoded));
        assertTrue(decoded.indexOf('\0') < 0);
        assertEquals(
            new Parsed.Valid<>(decoded), PercentEncoding.decode(PercentEncoding.encode(decoded)));
        assertEquals(decoded, referenceDecoded(text));
      }
      case Parsed.Invalid<String>(var fault) -> assertTrue(fault.startsWith("must "));
    }
    if (text.indexOf('%') < 0 && text.indexOf('\0') < 0 && Text.unpairedSurrogate(text).isEmpty()) {
      assertEquals(new Parsed.Valid<>(text), PercentEncoding.decode(text));
    }
  }

  /** What the JDK's lenient decoder reads, where nothing is amiss. */
  private static String referenceDecoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @FuzzTest
  void aFormIsReadAsItIsWrittenOrRefused(byte @NotNull [] bytes) {
    try {
      var read =
          OAuthParameters.read(
              FakeRequest.call("application/x-www-form-urlencoded", bytes), Set.of());
      var written =
          read.values().entrySet().stream()
              .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
              .collect(Collectors.joining("&"));
      assertEquals(
          read,
          OAuthParameters.read(
              FakeRequest.call(
                  "application/x-www-form-urlencoded", written.getBytes(StandardCharsets.UTF_8)),
              Set.of()));
      assertFalse(read.values().containsValue(""));
    } catch (OAuthError.Refusal refused) {
      assertEquals("invalid_request", refused.error().error());
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @FuzzTest
  void jsonInsteadOfAFormHasKnownNamesOnly(byte @NotNull [] bytes) {
    var known = Set.of("grant_type", "refresh_token", "client_id");
    try {
      var read = OAuthParameters.read(FakeRequest.call("application/json", bytes), known);
      assertTrue(known.containsAll(read.values().keySet()));
    } catch (OAuthError.Refusal refused) {
      assertEquals("invalid_request", refused.error().error());
    }
  }

  @FuzzTest
  void aQueryIsReadAsItIsWrittenOrRefused(@NotNull String raw) {
    var known = Set.of("user_id", "limit", "cursor", "opened_after");
    var query = Query.read(raw, known);
    try {
      query.done();
    } catch (Problem refused) {
      assertEquals(ProblemType.INVALID_REQUEST, refused.type());
      return;
    }
    assertTrue(known.containsAll(query.values().keySet()));
    var written =
        query.values().entrySet().stream()
            .map(pair -> pair.getKey() + "=" + encoded(pair.getValue()))
            .collect(Collectors.joining("&"));
    assertEquals(query.values(), Query.read(written, known).values());
    var limit = query.limit(500);
    assertTrue(limit >= 1 && limit <= 500);
  }

  @FuzzTest
  void aTimeIsItsInstant(@NotNull String text) {
    if (Fields.Readers.instant(text) instanceof Parsed.Valid<Instant>(var instant)) {
      assertEquals(new Parsed.Valid<>(instant), Fields.Readers.instant(instant.toString()));
      assertTrue(instant.toString().matches("[0-9]{4}-.*Z"), instant.toString());
    }
  }

  @FuzzTest
  void aCursorHasOneSpelling(
      @InRange(min = 0, max = 100) int from,
      @InRange(min = 0, max = 100) int until,
      @NotNull String instead) {
    var cursor = new Cursor(Map.of("user_id", "ada"), "17 01890000-0000-7000-8000-000000000001");
    var good = cursor.text(KEYS);
    var start = Math.min(Math.min(from, until), good.length());
    var end = Math.min(Math.max(from, until), good.length());
    var changed = good.substring(0, start) + instead + good.substring(end);

    assertEquals(new Parsed.Valid<>(cursor), Cursor.parse(good, KEYS));
    assertEquals(changed.equals(good), Cursor.parse(changed, KEYS).valid().isPresent());
    assertEquals(Optional.empty(), Cursor.parse(instead, KEYS).valid());
  }

  @FuzzTest
  void onlyItsSecretIsAnApiKey(@NotNull String authorization) {
    var request = FakeRequest.with("Authorization", authorization);
    Credentials.bearer(request);
    Credentials.dpop(request);
    if (Credentials.apiKeyOrBasic(request, API_KEYS).isPresent()) {
      assertTrue(
          authorization.contains(SECRET) || decodedBasic(authorization).contains(SECRET),
          authorization);
    }
  }

  /** Escapes in it undone, as RFC 6749, section 2.3.1, has clients write it. */
  private static String decodedBasic(String authorization) {
    var pair =
        new String(
            Base64.getDecoder().decode(authorization.substring("basic ".length()).strip()),
            StandardCharsets.UTF_8);
    return PercentEncoding.decode(pair).valid().orElse("");
  }

  /** A client that adds to the query of a proxy's question loosens nothing. */
  @FuzzTest
  void aDemandIsNeverLoosened(@NotNull String added) {
    var alone = StepUp.of("max_age=60", MultiMap.caseInsensitiveMultiMap()).valid().orElseThrow();
    StepUp.of("max_age=60&" + added, MultiMap.caseInsensitiveMultiMap())
        .valid()
        .ifPresent(
            demand -> {
              assertTrue(
                  demand.maxAge().orElseThrow().compareTo(alone.maxAge().orElseThrow()) <= 0);
              StepUp.acrValues(demand)
                  .ifPresent(
                      words ->
                          assertTrue(
                              words.chars().allMatch(c -> c >= 0x20 && c < 0x7f && c != '"')));
            });
  }

  @FuzzTest
  void whatAProxyForwardsIsBelievedWholeOrNotAtAll(
      @NotNull String method, @NotNull String host, @NotNull String uri, @NotNull String original) {
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("X-Forwarded-Method", method)
            .add("X-Forwarded-Proto", "https")
            .add("X-Forwarded-Host", host)
            .add("X-Forwarded-Uri", uri);
    if (!original.isEmpty()) {
      headers.add("X-Original-URL", original);
    }
    try {
      var asked = ForwardedRequest.read(FakeRequest.with(headers));
      assertEquals(Optional.of(method).filter(said -> !said.isEmpty()), asked.method());
      if (original.isEmpty() && uri.startsWith("/") && !host.isEmpty() && host.indexOf('/') < 0) {
        assertEquals(Optional.of("https://" + host + uri), asked.uri());
        assertEquals(Optional.of("https://" + host), asked.origin());
      }
      asked.uri().ifPresent(told -> assertTrue(told.endsWith(uri)));
    } catch (Problem contradiction) {
      assertEquals(ProblemType.INVALID_REQUEST, contradiction.type());
    }
  }
}
