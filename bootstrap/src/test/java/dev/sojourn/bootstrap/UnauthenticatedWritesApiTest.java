package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import dev.sojourn.domain.token.ServerKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Requests without a credential, or with one that is good for nothing, write nothing that lasts:
 * otherwise a stranger fills the database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnauthenticatedWritesApiTest {
  private static final String TOKEN = "https://id.example/v1/token";
  private static final KeyRing KEYS =
      KeyRing.of(Map.of(new KeyId(7), new ServerKey(new byte[ServerKey.SHORTEST])));

  private EmbeddedPostgres postgres;
  private RunningSojourn sojourn;

  @BeforeAll
  void start() throws IOException {
    postgres = EmbeddedPostgres.start();
    sojourn =
        RunningSojourn.with(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres",
                "SOJOURN_TOKEN_KEYS",
                "7=" + Base64.getEncoder().encodeToString(new byte[ServerKey.SHORTEST])));
  }

  @AfterAll
  void stop() throws IOException {
    sojourn.close();
    postgres.close();
  }

  /** Repeats what a node refused that had stood still, as the contract says. */
  private static void expect(int status, Supplier<Api.Answer> call) {
    var answer = call.get();
    for (var time = 0; answer.status() == 503 && time < 100; time++) {
      answer = call.get();
    }
    answer.expect(status);
  }

  /** The rows of every table. */
  private Map<String, Long> rows() throws SQLException {
    var rows = new TreeMap<String, Long>();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      var tables = new ArrayList<String>();
      try (var found =
          statement.executeQuery(
              "select format('%I.%I', n.nspname, c.relname) from pg_class c"
                  + " join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'"
                  + " and n.nspname not in ('pg_catalog', 'information_schema')")) {
        while (found.next()) {
          tables.add(found.getString(1));
        }
      }
      for (var table : tables) {
        try (var count = statement.executeQuery("select count(*) from " + table)) {
          count.next();
          rows.put(table, count.getLong(1));
        }
      }
    }
    return rows;
  }

  /**
   * Texts in the place of a token: made up, and made by our keys for a session that is not there.
   */
  private Map<String, List<String>> tokens(Instant now) {
    var id = SessionId.parse("01938000-0000-7000-8000-000000000000").valid().orElseThrow();
    var secret = new Secret(new byte[32]);
    var first = new Generation(1);
    var expiry = now.plusSeconds(60);
    var tokens = new LinkedHashMap<String, List<String>>();
    tokens.put("refresh_token", List.of("x", RefreshToken.mint(id, first, secret, KEYS)));
    tokens.put("code", List.of("x", ExchangeCode.mint(id, expiry, secret, KEYS)));
    tokens.put("access", List.of("x", OpaqueAccessToken.mint(id, first, expiry, secret, KEYS)));
    return tokens;
  }

  @Test
  void aStrangerWritesNothingThatLasts() throws SQLException {
    var api = sojourn.api();
    var admin = api.bearer(RunningSojourn.ADMIN_KEY);
    var bound =
        admin
            .post("/v1/sessions", "{\"user_id\": \"ada\", \"policy\": \"bound\"}")
            .expect(201)
            .text("/session/id");
    var dpop = new DpopClient();
    var now = sojourn.clock().instant();
    var tokens = tokens(now);
    var before = rows();
    assertTrue(before.keySet().stream().anyMatch(table -> table.endsWith("dpop_proof")), "looked");

    for (var round = 0; round < 5; round++) {
      var subject = "subject " + round;
      for (var token : tokens.getOrDefault("refresh_token", List.of())) {
        var refresh = Map.of("grant_type", "refresh_token", "refresh_token", token);
        expect(
            400,
            () -> api.header("DPoP", dpop.proof("POST", TOKEN, now)).form("/v1/token", refresh));
        expect(400, () -> api.form("/v1/token", refresh));
        expect(200, () -> api.form("/v1/revoke", Map.of("token", token)));
        expect(
            400,
            () ->
                api.header("Cookie", "__Host-sojourn-refresh=" + token)
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("DPoP", dpop.proof("POST", TOKEN, now))
                    .form(
                        "/v1/token", Map.of("grant_type", "refresh_token", "transport", "cookie")));
      }
      for (var code : tokens.getOrDefault("code", List.of())) {
        expect(
            400,
            () ->
                api.header("DPoP", dpop.proof("POST", TOKEN, now))
                    .form(
                        "/v1/token",
                        Map.of(
                            "grant_type",
                            "authorization_code",
                            "code",
                            code,
                            "code_verifier",
                            "v".repeat(43))));
      }
      for (var access : tokens.getOrDefault("access", List.of())) {
        for (var path : List.of("/v1/verify", "/v1/me", "/v1/me/sessions")) {
          expect(
              401,
              () ->
                  api.header("Authorization", "DPoP " + access)
                      .header("DPoP", dpop.proof("GET", "https://id.example" + path, now, access))
                      .get(path));
          expect(401, () -> api.bearer(access).get(path));
        }
        expect(
            401,
            () ->
                api.header("Authorization", "DPoP " + access)
                    .header(
                        "DPoP",
                        dpop.proof("DELETE", "https://id.example/v1/me/sessions", now, access))
                    .delete("/v1/me/sessions"));
        expect(
            401,
            () ->
                api.header("Cookie", "__Host-sojourn=" + access)
                    .header("DPoP", dpop.proof("GET", "https://id.example/v1/verify", now, access))
                    .get("/v1/verify"));
        expect(401, () -> api.form("/v1/introspect", Map.of("token", access)));
      }
      // What needs an API key, with one that is made up.
      for (var someone : List.of(api, api.bearer("sak_made-up-made-up-made-up-" + round))) {
        expect(
            401,
            () ->
                someone
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .post("/v1/sessions", "{\"user_id\": \"ada\"}"));
        expect(
            401,
            () ->
                someone.post(
                    "/v1/authorizations",
                    "{\"code_challenge\": \"%s\"}".formatted("c".repeat(43))));
        expect(
            401,
            () ->
                someone.post(
                    "/v1/login-attempts",
                    "{\"subject\": \"%s\", \"outcome\": \"failed\"}".formatted(subject)));
        expect(401, () -> someone.post("/v1/cut-offs", "{\"scope\": \"everybody\"}"));
        expect(401, () -> someone.json("PUT", "/v1/users/ada/disablement", "{}"));
        expect(401, () -> someone.post("/v1/sessions/" + bound + "/authentication", "{}"));
        expect(401, () -> someone.delete("/v1/sessions/" + bound));
        expect(401, () -> someone.delete("/v1/users/ada/sessions"));
        expect(401, () -> someone.post("/v1/signing-keys", "{}"));
      }
      new ConsoleVisitor(sojourn.address()).signIn("sak_made-up-made-up-made-up-" + round);
      new ConsoleVisitor(sojourn.address()).get("/console");
      new ConsoleVisitor(sojourn.address()).get("/account");
    }

    assertEquals(before, rows());
  }
}
