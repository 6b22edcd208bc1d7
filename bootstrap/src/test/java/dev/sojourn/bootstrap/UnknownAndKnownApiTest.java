package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is known and what is not are told apart by no byte of the answer, and not by how often the
 * store and its Postgres are asked, which is what takes time. {@code benchmarks/run timing}
 * measures the time itself.
 */
class UnknownAndKnownApiTest {
  /** How often Postgres is asked for sessions. */
  private static final String READS = "line=\"session_read\"";

  /** What is asked for a request, and not by the sweeper or others that come now and then. */
  private static final Pattern OF_REQUESTS =
      Pattern.compile(
          "session_(read|find|open|update|of_user|insert)|lockout_(read|write|find|update)"
              + "|authorization_take|proof_(use|insert)");

  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.POSTGRES);
  private final Api anyone = sojourn.api();
  private final Api backend = anyone.bearer(RunningSojourn.ADMIN_KEY);
  private final String user = "user-" + UUID.randomUUID();

  /** An answer, without what differs from one to the next whatever was asked. */
  private record Seen(int status, Map<String, Object> headers, String body) {
    static Seen of(Api.Answer answer) {
      var headers = new TreeMap<String, Object>(answer.response().headers().map());
      headers.remove("x-request-id");
      var body =
          answer
              .body()
              .replaceAll("\"request_id\":\"[^\"]*\"", "")
              .replaceAll("user-[0-9a-f-]{36}", "");
      return new Seen(answer.status(), headers, body);
    }
  }

  /** What was asked of the store and of Postgres for an answer. */
  private record Asked(Seen seen, Map<String, Double> store) {}

  private Asked asked(Supplier<Api.Answer> request) {
    var before =
        sojourn.metrics("sojourn_store_duration_seconds_count", "sojourn_store_batch_size_count");
    var seen = Seen.of(request.get());
    var after =
        sojourn.metrics("sojourn_store_duration_seconds_count", "sojourn_store_batch_size_count");
    after.replaceAll((series, count) -> count - before.getOrDefault(series, 0.0));
    after.values().removeIf(count -> count == 0);
    after.keySet().removeIf(series -> !OF_REQUESTS.matcher(series).find());
    return new Asked(seen, after);
  }

  private void assertAlike(Supplier<Api.Answer> unknown, Supplier<Api.Answer> known) {
    assertEquals(asked(unknown), asked(known));
  }

  /** A way in which a token comes. */
  enum Way {
    VERIFY,
    VERIFY_COOKIE,
    ME,
    REFRESH,
    REFRESH_COOKIE,
    EXCHANGE,
    INTROSPECT_ACCESS,
    INTROSPECT_REFRESH,
    REVOKE_ACCESS,
    REVOKE_REFRESH
  }

  /** With a check of our key, which this Postgres's Sojourn is known to have, and a wrong tag. */
  private String token(Way way, SessionId id) {
    var keys = RunningSojourn.POSTGRES_KEYS;
    var secret = new Secret(new byte[Secret.LENGTH]);
    var first = new Generation(1);
    var soon = sojourn.clock().instant().plusSeconds(60);
    return switch (way) {
      case VERIFY, VERIFY_COOKIE, ME, INTROSPECT_ACCESS, REVOKE_ACCESS ->
          OpaqueAccessToken.mint(id, first, soon, secret, keys);
      case REFRESH, REFRESH_COOKIE, INTROSPECT_REFRESH, REVOKE_REFRESH ->
          RefreshToken.mint(id, first, secret, keys);
      case EXCHANGE -> ExchangeCode.mint(id, soon, secret, keys);
    };
  }

  private Api.Answer present(Way way, String token) {
    return switch (way) {
      case VERIFY -> anyone.bearer(token).get("/v1/verify");
      case VERIFY_COOKIE -> anyone.header("Cookie", "__Host-sojourn=" + token).get("/v1/verify");
      case ME -> anyone.bearer(token).get("/v1/me");
      case REFRESH ->
          anyone.form("/v1/token", Map.of("grant_type", "refresh_token", "refresh_token", token));
      case REFRESH_COOKIE ->
          anyone
              .header("Cookie", "__Host-sojourn-refresh=" + token)
              .header("Sec-Fetch-Site", "same-origin")
              .form("/v1/token", Map.of("grant_type", "refresh_token", "transport", "cookie"));
      case EXCHANGE -> new PkceClient().exchange(anyone, token);
      case INTROSPECT_ACCESS, INTROSPECT_REFRESH ->
          backend.form(
              "/v1/introspect", Map.of("token", token, "token_type_hint", "refresh_token"));
      case REVOKE_ACCESS, REVOKE_REFRESH -> anyone.form("/v1/revoke", Map.of("token", token));
    };
  }

  private JsonNode opened() {
    return backend.post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user)).expect(201).json();
  }

  private SessionId known() {
    return new SessionId(UUID.fromString(opened().at("/session/id").asText()));
  }

  /** As a session that is opened now would have it. */
  private SessionId unknown() {
    return new SecureEntropy().sessionId(sojourn.clock().instant());
  }

  /**
   * The store is asked alike. Its Postgres looks for what is not among the sessions that live also
   * among those that have ended, which only a client with a token that we made can tell apart by
   * time; it is told more if it presents the token as it is.
   */
  @ParameterizedTest
  @EnumSource
  void aSessionThatIsNotThereAndATagThatIsWrong(Way way) {
    var ofUnknown = token(way, unknown());
    var ofKnown = token(way, known());
    var ended = known();
    backend.delete("/v1/sessions/" + ended).expect(204);
    var ofEnded = token(way, ended);
    var unknown = asked(() -> present(way, ofUnknown));
    var known = asked(() -> present(way, ofKnown));

    assertEquals(1, known.store().remove(READS));
    assertEquals(2, unknown.store().remove(READS));
    assertEquals(unknown, known);
    unknown.store().put(READS, 2.0);
    assertEquals(unknown, asked(() -> present(way, ofEnded)));
  }

  @ParameterizedTest
  @EnumSource
  void aCheckThatIsWrongWhateverSessionItNames(Way way) {
    // It ends 32 bytes before the end, which is 43 characters.
    var ofUnknown = token(way, unknown());
    var ofKnown = token(way, known());
    var place = ofUnknown.length() - 43 - 4;
    var asked = asked(() -> present(way, changed(ofUnknown, place)));
    assertEquals(asked, asked(() -> present(way, changed(ofKnown, place))));
    assertEquals(Map.of(), asked.store(), "it is not even looked for");
  }

  private static String changed(String text, int place) {
    return text.substring(0, place)
        + (text.charAt(place) == 'A' ? 'B' : 'A')
        + text.substring(place + 1);
  }

  @Test
  void anApiKeyThatIsNearlyRightAndOneThatIsNotAtAll() {
    var nearly = changed(RunningSojourn.ADMIN_KEY, RunningSojourn.ADMIN_KEY.length() - 1);
    for (var path : new String[] {"/v1/policies", "/v1/sessions", "/v1/lockouts"}) {
      assertAlike(
          () -> anyone.bearer("sak_" + "x".repeat(29)).get(path),
          () -> anyone.bearer(nearly).get(path));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/token", "/v1/introspect", "/v1/revoke"})
  void aClientThatIsNotThereAndASecretThatIsWrong(String path) {
    var wrong = "sak_" + "x".repeat(29);
    assertAlike(
        () -> anyone.header("Authorization", basic("nobody", wrong)).form(path, Map.of("x", "y")),
        () -> anyone.header("Authorization", basic("shop", wrong)).form(path, Map.of("x", "y")));
    assertAlike(
        () -> anyone.form(path, Map.of("client_id", "nobody", "client_secret", wrong)),
        () -> anyone.form(path, Map.of("client_id", "shop", "client_secret", wrong)));
    // Somebody else's secret is as wrong as any.
    assertAlike(
        () ->
            anyone.form(
                path, Map.of("client_id", "nobody", "client_secret", RunningSojourn.OTHER_KEY)),
        () ->
            anyone.form(
                path, Map.of("client_id", "shop", "client_secret", RunningSojourn.OTHER_KEY)));
  }

  private static String basic(String name, String key) {
    return "Basic "
        + Base64.getEncoder().encodeToString((name + ":" + key).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSubjectThatHasLoggedInAndOneThatNobodyKnows() {
    var unknown = "user-" + UUID.randomUUID();
    attempt(user, "198.51.100.10", "succeeded");
    attempt(unknown, "203.0.113.50", "failed");
    attempt(user, "203.0.113.50", "failed");
    for (var i = 0; i < 6; i++) {
      assertAlike(
          () -> attempt(unknown, "203.0.113.50", "failed"),
          () -> attempt(user, "203.0.113.50", "failed"));
      var query = "?ip_address=203.0.113.50";
      assertAlike(
          () -> backend.get("/v1/lockouts/" + unknown + query),
          () -> backend.get("/v1/lockouts/" + user + query));
    }
  }

  @Test
  void theFirstFailureOfASubjectThatHasLoggedInAndOfOneThatNobodyKnows() {
    attempt(user, "198.51.100.10", "succeeded");
    assertAlike(
        () -> attempt("user-" + UUID.randomUUID(), "203.0.113.50", "failed"),
        () -> attempt(user, "203.0.113.50", "failed"));
    assertAlike(
        () -> backend.get("/v1/lockouts/user-" + UUID.randomUUID() + "?factor=mfa"),
        () -> backend.get("/v1/lockouts/" + user + "?factor=mfa"));
  }

  private Api.Answer attempt(String subject, String address, String outcome) {
    return backend
        .post(
            "/v1/login-attempts",
            "{\"subject\": \"%s\", \"ip_address\": \"%s\", \"outcome\": \"%s\"}"
                .formatted(subject, address, outcome))
        .expect(200);
  }

  @Test
  void aSessionOfAnotherPersonAndOneThatIsNotThere() {
    var me = anyone.bearer(opened().at("/tokens/access_token").asText());
    var others =
        backend
            .post("/v1/sessions", "{\"user_id\": \"x-%s\"}".formatted(user))
            .expect(201)
            .text("/session/id");
    var ofNobody = Seen.of(me.delete("/v1/me/sessions/" + unknown()).expect(404));
    assertEquals(ofNobody, Seen.of(me.delete("/v1/me/sessions/" + others)));
  }

  @Test
  void anAuthorizationThatWasUsedAndOneThatNeverWas() {
    var used = new PkceClient().authorizationId(backend);
    openWith(used).expect(201);
    assertAlike(() -> openWith(changed(used, used.length() - 1)), () -> openWith(used));
  }

  private Api.Answer openWith(String authorizationId) {
    return backend.post(
        "/v1/sessions",
        "{\"user_id\": \"%s\", \"authorization_id\": \"%s\"}".formatted(user, authorizationId));
  }

  @Test
  void aTokenThatIsRightIsAnsweredOtherwise() {
    var opened = opened().at("/tokens/access_token").asText();
    assertNotEquals(
        asked(() -> present(Way.VERIFY, token(Way.VERIFY, unknown()))),
        asked(() -> present(Way.VERIFY, opened)));
  }
}
