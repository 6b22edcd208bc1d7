package dev.sojourn.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.ExchangeCode;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import dev.sojourn.domain.token.SealedSecret;
import dev.sojourn.domain.token.ServerKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody has it all: every row of the database, the files of Postgres with its write-ahead log,
 * every line of the logs at their finest, the metrics and the headers of all answers, after all
 * that gives out or takes a secret has happened, rightly and wrongly. There is no token in it, and
 * nothing that makes one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DumpTest {
  private static final int KEY_ID = 7;
  private static final Pattern TOKEN_SHAPED =
      Pattern.compile("ey[A-Za-z0-9_.-]{30,}|[A-Za-z0-9_+/~-]{16,}=*");

  private final byte[] serverKey = new SecureEntropy().serverKey();
  private final KeyRing keys = ring(serverKey);
  private final String user = "user-" + UUID.randomUUID();

  /** All that was given out or taken and can be presented, by what it is. */
  private final Map<String, String> secrets = new LinkedHashMap<>();

  private final List<Api.Answer> answers = new ArrayList<>();
  private final PkceClient pkce = new PkceClient();
  private final DpopClient dpop = new DpopClient();

  private LoggedLines lines;
  private EmbeddedPostgres postgres;
  private RunningSojourn sojourn;

  /** What was dumped, by where it was. */
  private final Map<String, byte[]> database = new TreeMap<>();

  private static KeyRing ring(byte[] key) {
    return KeyRing.of(Map.of(new KeyId(KEY_ID), new ServerKey(key)));
  }

  @BeforeAll
  void allHappensAndIsDumped(@TempDir(cleanup = CleanupMode.NEVER) Path directory)
      throws IOException, SQLException {
    lines = LoggedLines.begin();
    var log = directory.resolve("postgres.log");
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("data"))
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    sojourn =
        RunningSojourn.with(
            Map.of(
                "SOJOURN_STORE",
                "postgres",
                "SOJOURN_POSTGRES_URL",
                "postgresql://postgres:postgres@localhost:" + postgres.getPort() + "/postgres",
                "SOJOURN_DPOP_NONCE",
                "required",
                "SOJOURN_TOKEN_KEYS",
                KEY_ID + "=" + Base64.getEncoder().encodeToString(serverKey)));
    everyGrant();
    everyPlaceWhereASecretDoesNotBelong();
    whatFailsInTheDatabase();
    sojourn.sweep();
    dump(directory.resolve("data"), log);
  }

  @AfterAll
  void stop() throws IOException {
    lines.close();
    sojourn.close();
    postgres.close();
  }

  // ------------------------------------------------------------------------- all that happens

  private Api anyone() {
    return sojourn.api();
  }

  private Api backend() {
    return anyone().bearer(RunningSojourn.ADMIN_KEY);
  }

  private String secret(String what) {
    return Optional.ofNullable(secrets.get(what)).orElseThrow();
  }

  private Api.Answer got(Api.Answer answer, int status) {
    answers.add(answer.expect(status));
    return answer;
  }

  /** Notes the tokens of an answer. */
  private JsonNode keep(String what, Api.Answer answer, int status) {
    var json = got(answer, status).json();
    for (var name : List.of("access_token", "refresh_token", "csrf_token", "code", "next_cursor")) {
      var found = json.findValue(name);
      if (found != null && found.isTextual()) {
        secrets.put(what + ": " + name, found.asText());
      }
    }
    return json;
  }

  private JsonNode open(String what, String more) {
    return keep(
        what, backend().post("/v1/sessions", "{\"user_id\": \"%s\"%s}".formatted(user, more)), 201);
  }

  private Api.Answer token(Api api, String... pairs) {
    var form = new LinkedHashMap<String, String>();
    for (var i = 0; i < pairs.length; i += 2) {
      form.put(pairs[i], pairs[i + 1]);
    }
    return api.form("/v1/token", form);
  }

  private Api.Answer refresh(Api api, String token) {
    return token(api, "grant_type", "refresh_token", "refresh_token", token);
  }

  private static String at(JsonNode json, String name) {
    return json.findValue(name).asText();
  }

  private void everyGrant() {
    secrets.put("the admin's key", RunningSojourn.ADMIN_KEY);
    secrets.put("the shop's key", RunningSojourn.SHOP_KEY);
    secrets.put("the verifier", pkce.verifier());

    var opened = open("opened", "");
    got(anyone().bearer(at(opened, "access_token")).get("/v1/verify"), 200);
    got(anyone().bearer(at(opened, "access_token")).get("/v1/me"), 200);
    got(
        backend()
            .form(
                "/v1/introspect",
                Map.of("token", at(opened, "refresh_token"), "token_type_hint", "refresh_token")),
        200);
    var second = keep("refreshed", refresh(anyone(), at(opened, "refresh_token")), 200);
    keep("refreshed again", refresh(anyone(), at(second, "refresh_token")), 200);
    var anew = "/v1/sessions/" + opened.at("/session/id").asText() + "/authentication";
    keep("authenticated anew", backend().post(anew, "{\"acr\": \"aal2\"}"), 200);

    var stolen = open("stolen", "");
    var owners = keep("the owner's", refresh(anyone(), at(stolen, "refresh_token")), 200);
    keep("the owner's next", refresh(anyone(), at(owners, "refresh_token")), 200);
    got(refresh(anyone(), at(stolen, "refresh_token")), 400);

    var begun = pkce.logIn(backend(), user);
    var code = PkceClient.code(begun);
    secrets.put("the code", code);
    got(PkceClient.exchange(anyone(), code, "x".repeat(43)), 400);
    keep("exchanged", pkce.exchange(anyone(), code), 200);
    got(pkce.exchange(anyone(), code), 400);
    secrets.put("a code that is still good", PkceClient.code(pkce.logIn(backend(), user)));

    var key = UUID.randomUUID().toString();
    for (var time = 0; time < 2; time++) {
      keep(
          "opened once",
          backend()
              .header("Idempotency-Key", key)
              .post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user)),
          201);
    }

    var signed = open("signed", ", \"policy\": \"signed\"");
    got(anyone().bearer(at(signed, "access_token")).get("/v1/verify"), 200);
    var introspection =
        got(
            backend()
                .header("Accept", "application/token-introspection+jwt")
                .form("/v1/introspect", Map.of("token", at(signed, "access_token"))),
            200);
    secrets.put("a signed introspection", introspection.body());
    got(backend().post("/v1/signing-keys", "{\"signs\": \"at_once\"}"), 201);

    bound();
    inCookies();
    clients();
    for (var i = 0; i < 6; i++) {
      got(
          backend()
              .post(
                  "/v1/login-attempts",
                  "{\"subject\": \"%s\", \"outcome\": \"failed\"}".formatted(user)),
          200);
    }
    keep("a page", backend().get("/v1/sessions?limit=1&user_id=" + user), 200);
    var over = open("ended", "");
    got(anyone().form("/v1/revoke", Map.of("token", at(over, "refresh_token"))), 200);
  }

  private void bound() {
    var opened =
        open("bound", ", \"policy\": \"proven\", \"dpop_jkt\": \"" + dpop.thumbprint() + "\"");
    var now = sojourn.clock().instant();
    var uri = "https://id.example/v1/token";
    var first = dpop.proof("POST", uri, now);
    var nonce =
        got(refresh(anyone().header("DPoP", first), at(opened, "refresh_token")), 400)
            .header("DPoP-Nonce");
    var proof = dpop.proof("POST", uri, now, claims -> claims.claim("nonce", nonce));
    secrets.put("a nonce", nonce);
    secrets.put("a proof", first);
    secrets.put("a proof with a nonce", proof);
    keep("proven", refresh(anyone().header("DPoP", proof), at(opened, "refresh_token")), 200);
    got(refresh(anyone().header("DPoP", proof), at(opened, "refresh_token")), 400);
  }

  private void inCookies() {
    var page = anyone().header("Sec-Fetch-Site", "same-origin");
    var browser = open("browser", "");
    var inCookie =
        token(
            page,
            "grant_type",
            "refresh_token",
            "refresh_token",
            at(browser, "refresh_token"),
            "transport",
            "cookie");
    keep("in a cookie", inCookie, 200);
    var cookie = inCookie.header("Set-Cookie").replaceAll(";.*", "");
    secrets.put("the cookie", cookie.substring(cookie.indexOf('=') + 1));
    got(
        token(
            anyone().header("Cookie", cookie),
            "grant_type",
            "refresh_token",
            "transport",
            "cookie"),
        403);
  }

  private void clients() {
    var shops = open("of the shop", "");
    var basic = "shop:" + RunningSojourn.SHOP_KEY;
    secrets.put(
        "the shop's credentials", Base64.getEncoder().encodeToString(basic.getBytes(UTF_8)));
    got(
        refresh(
            anyone().header("Authorization", "Basic " + secret("the shop's credentials")),
            at(shops, "refresh_token")),
        400);
    got(
        token(
            anyone(),
            "grant_type",
            "refresh_token",
            "refresh_token",
            at(shops, "refresh_token"),
            "client_id",
            "shop",
            "client_secret",
            RunningSojourn.SHOP_KEY + "x"),
        401);
  }

  private void everyPlaceWhereASecretDoesNotBelong() {
    var kinds = new TreeMap<String, String>();
    secrets.values().forEach(secret -> kinds.putIfAbsent(secret.substring(0, 4), secret));
    for (var secret : kinds.values()) {
      var text = Api.encode(secret);
      got(anyone().get("/v1/verify?access_token=" + text), 401);
      got(backend().get("/v1/sessions?access_token=" + text), 400);
      got(backend().get("/v1/sessions/" + text), 404);
      got(backend().get("/v1/" + text), 404);
      got(anyone().form("/v1/token?refresh_token=" + text, Map.of("code", secret)), 400);
      got(token(anyone(), "grant_type", secret, secret, secret), 400);
      got(token(anyone(), "grant_type", "refresh_token", "refresh_token", secret + "x"), 400);
      got(backend().post("/v1/sessions", "{\"" + secret + "\": \"" + secret + "\"}"), 400);
      got(backend().post("/v1/sessions", "{\"user_id\": \"" + secret), 400);
      got(
          backend().post("/v1/sessions", "{\"user_id\": \"a\", \"policy\": \"" + secret + "\"}"),
          400);
      got(anyone().bearer(secret + "x").get("/v1/policies"), 401);
      got(anyone().header("Cookie", "__Host-sojourn=" + secret + "x").get("/v1/verify"), 401);
      got(anyone().header("DPoP", secret + "x").bearer("sat_x").get("/v1/me"), 401);
      answers.add(backend().get("/v1/sessions?cursor=" + text + "x"));
      answers.add(backend().header("If-None-Match", secret).get("/v1/policies"));
      answers.add(anyone().header("User-Agent", secret).form("/v1/revoke", Map.of("token", "x")));
    }
  }

  /** The faults that are logged with all that the database says of them. */
  private void whatFailsInTheDatabase() throws SQLException {
    execute("alter table session add constraint nobody check (user_id <> 'nobody')");
    answers.add(backend().once().post("/v1/sessions", "{\"user_id\": \"nobody\"}"));
    execute("alter table session drop constraint nobody");
    execute("alter table idempotency_key rename to away");
    answers.add(
        backend()
            .once()
            .header("Idempotency-Key", secret("opened: access_token"))
            .post("/v1/sessions", "{\"user_id\": \"ada\"}"));
    execute("alter table away rename to idempotency_key");
    var failed = answers.subList(answers.size() - 2, answers.size());
    assertTrue(failed.stream().allMatch(answer -> answer.status() >= 500), failed.toString());
  }

  private void execute(String sql) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var texts = new ArrayList<String>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  private void dump(Path data, Path log) throws SQLException, IOException {
    for (var table :
        texts("select table_name from information_schema.tables where table_schema = 'public'")) {
      var rows = texts("select t::text from \"%s\" t".formatted(table));
      database.put("table " + table, String.join("\n", rows).getBytes(UTF_8));
    }
    execute("checkpoint");
    database.put("the log of Postgres", Files.readAllBytes(log));
    try (var files = Files.walk(data)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        try {
          database.put("file " + data.relativize(file), Files.readAllBytes(file));
        } catch (NoSuchFileException wasRemovedMeanwhile) {
          continue;
        }
      }
    }
  }

  // ------------------------------------------------------------------------------ what is in it

  /** Everything that was given out or taken, in every form in which it could be kept. */
  private Needles needles() throws SQLException {
    var needles = new Needles();
    secrets.forEach(
        (what, text) -> {
          addForms(needles, what, text.getBytes(UTF_8));
          if (text.matches("s(at|rt|xc)_.*")) {
            var bytes = Base64.getUrlDecoder().decode(text.substring(4));
            addForms(needles, what + ", decoded", bytes);
            addForms(
                needles,
                what + ", its tag",
                Arrays.copyOfRange(bytes, bytes.length - 32, bytes.length));
          } else if (text.startsWith("ey")) {
            var signature = text.substring(text.lastIndexOf('.') + 1);
            addForms(needles, what + ", its signature", Base64.getUrlDecoder().decode(signature));
          }
          // The challenge is the hash of the verifier, and is there to be kept.
          if (!text.equals(pkce.verifier())) {
            addForms(needles, what + ", hashed", sha256(text));
          }
        });
    addForms(needles, "the server key", serverKey);
    for (var sealed : texts("select encode(private_key, 'hex') from signing_key")) {
      var opened = keys.open("signing key", new SealedSecret(HexFormat.of().parseHex(sealed)));
      addForms(needles, "a signing key", opened.orElseThrow());
    }
    return needles;
  }

  private static void addForms(Needles needles, String what, byte[] bytes) {
    needles.add(what, bytes);
    needles.add(what + " in hex", HexFormat.of().formatHex(bytes).getBytes(UTF_8));
    needles.add(
        what + " in capital hex", HexFormat.of().withUpperCase().formatHex(bytes).getBytes(UTF_8));
    needles.add(what + " in base64", Base64.getEncoder().withoutPadding().encode(bytes));
    needles.add(what + " in base64url", Base64.getUrlEncoder().withoutPadding().encode(bytes));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new AssertionError(everyJdkHasIt);
    }
  }

  private static Map<String, Set<String>> found(Needles needles, Map<String, byte[]> haystacks) {
    var found = new TreeMap<String, Set<String>>();
    haystacks.forEach(
        (where, bytes) -> {
          var names = needles.foundIn(bytes);
          if (!names.isEmpty()) {
            found.put(where, names);
          }
        });
    return found;
  }

  @Test
  void theDumpHasAllThatIsStored() throws SQLException {
    var needles = new Needles();
    needles.add("the user", user.getBytes(UTF_8));
    for (var secret : texts("select encode(secret, 'hex') from session")) {
      needles.add("a session's secret", HexFormat.of().parseHex(secret));
    }
    var found = found(needles, database);
    var both = Set.of("a session's secret", "the user");
    assertTrue(
        found.entrySet().stream()
            .anyMatch(file -> file.getKey().contains("pg_wal") && file.getValue().equals(both)),
        "the write-ahead log, in the clear");
    assertTrue(
        found.entrySet().stream()
            .anyMatch(file -> file.getKey().contains("base/") && file.getValue().equals(both)),
        "the tables, in the clear");
    assertTrue(lines.all().size() > 40, () -> "the log: " + lines.all().size());
    assertTrue(secrets.size() > 30, "all that there is");
  }

  @Test
  void noSecretIsInTheDatabaseInAnyForm() throws SQLException {
    assertEquals(Map.of(), found(needles(), database));
  }

  @Test
  void noSecretIsInTheLogsInAnyForm() throws SQLException {
    var needles = needles();
    for (var secret : texts("select encode(secret, 'hex') from session")) {
      addForms(needles, "a session's secret", HexFormat.of().parseHex(secret));
    }
    assertEquals(Set.of(), needles.foundIn(String.join("\n", lines.all()).getBytes(UTF_8)));
  }

  @Test
  void noSecretIsInTheMetrics() throws SQLException {
    assertEquals(Set.of(), needles().foundIn(sojourn.metrics().getBytes(UTF_8)));
  }

  @Test
  void noSecretIsInAHeaderButTheCookieAndTheNonce() throws SQLException {
    var headers = new StringBuilder();
    for (var answer : answers) {
      answer
          .response()
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!name.equals("set-cookie") && !name.equals("dpop-nonce")) {
                  headers.append(name).append(values).append('\n');
                }
              });
    }
    assertEquals(Set.of(), needles().foundIn(headers.toString().getBytes(UTF_8)));
  }

  // ------------------------------------------------------------------------- what opens with it

  @Test
  void nothingThatLooksLikeATokenOpensAnything() throws SQLException {
    var lives = texts("select count(*) from session").getFirst();
    var candidates = new TreeSet<String>();
    database.forEach(
        (where, bytes) -> {
          if (where.startsWith("table ")) {
            candidates.addAll(tokenShaped(new String(bytes, UTF_8)));
          }
        });
    candidates.addAll(tokenShaped(String.join("\n", lines.all())));
    assertTrue(candidates.size() > 50, () -> "something to try: " + candidates.size());
    for (var candidate : candidates) {
      assertOpensNothing(candidate);
    }
    assertEquals(lives, texts("select count(*) from session").getFirst());
  }

  /** And what its hexadecimal digits stand for, as tokens are written. */
  private static Set<String> tokenShaped(String text) {
    var found = new TreeSet<String>();
    TOKEN_SHAPED
        .matcher(text)
        .results()
        .forEach(
            match -> {
              found.add(match.group());
              if (match.group().matches("x?([0-9a-f]{2}){16,}")) {
                var bytes = HexFormat.of().parseHex(match.group().replace("x", ""));
                found.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
              }
            });
    return found;
  }

  private void assertOpensNothing(String text) {
    for (var access : List.of(text, "sat_" + text)) {
      anyone().bearer(access).get("/v1/verify").expect(401);
      anyone().header("Cookie", "__Host-sojourn=" + access).get("/v1/verify").expect(401);
      anyone().bearer(access).get("/v1/me").expect(401);
    }
    for (var refresh : List.of(text, "srt_" + text)) {
      refresh(anyone(), refresh).expect(400);
      token(
              anyone()
                  .header("Cookie", "__Host-sojourn-refresh=" + refresh)
                  .header("Sec-Fetch-Site", "same-origin"),
              "grant_type",
              "refresh_token",
              "transport",
              "cookie")
          .expect(400);
      var introspected =
          backend()
              .form("/v1/introspect", Map.of("token", refresh, "token_type_hint", "refresh_token"))
              .expect(200);
      assertEquals("{\"active\":false}", introspected.body());
      anyone().form("/v1/revoke", Map.of("token", refresh)).expect(200);
    }
    for (var code : List.of(text, "sxc_" + text)) {
      pkce.exchange(anyone(), code).expect(400);
    }
    PkceClient.exchange(anyone(), secret("a code that is still good"), text).expect(400);
    for (var key : List.of(text, "sak_" + text)) {
      anyone().bearer(key).get("/v1/policies").expect(401);
      token(anyone(), "client_id", "shop", "client_secret", key).expect(401);
    }
  }

  /** A session as it is in the database. */
  private record Row(SessionId id, Generation generation, Secret secret) {
    static Row of(String text) {
      var columns = text.split(" ");
      return new Row(
          new SessionId(UUID.fromString(columns[0])),
          new Generation(Integer.parseInt(columns[1])),
          new Secret(HexFormat.of().parseHex(columns[2])));
    }
  }

  private List<Row> rows() throws SQLException {
    return texts("select id || ' ' || generation || ' ' || encode(secret, 'hex') from session")
        .stream()
        .map(Row::of)
        .toList();
  }

  private String accessToken(Row row, Secret secret, KeyRing ring) {
    var soon = sojourn.clock().instant().plusSeconds(60);
    return OpaqueAccessToken.mint(row.id, row.generation, soon, secret, ring);
  }

  @Test
  void withoutTheServerKeyTheSecretsOfSessionsMakeNoToken() throws SQLException {
    var soon = sojourn.clock().instant().plusSeconds(60);
    for (var row : rows()) {
      for (var guess : List.of(new byte[32], new SecureEntropy().serverKey(), row.secret.bytes())) {
        var ring = ring(guess);
        anyone().bearer(accessToken(row, row.secret, ring)).get("/v1/verify").expect(401);
        refresh(anyone(), RefreshToken.mint(row.id, row.generation, row.secret, ring)).expect(400);
        pkce.exchange(anyone(), ExchangeCode.mint(row.id, soon, row.secret, ring)).expect(400);
      }
    }
  }

  @Test
  void withoutTheSecretsOfSessionsTheServerKeyMakesNoToken() throws SQLException {
    var rows = rows();
    for (var row : rows) {
      for (var guess : List.of(new byte[32], serverKey, rows.getFirst().secret.bytes())) {
        var secret = new Secret(guess);
        if (!secret.equals(row.secret)) {
          anyone().bearer(accessToken(row, secret, keys)).get("/v1/verify").expect(401);
          refresh(anyone(), RefreshToken.mint(row.id, row.generation, secret, keys)).expect(400);
        }
      }
    }
  }

  @Test
  void withBothTheyDo() throws SQLException {
    var opened =
        rows().stream()
            .map(row -> anyone().bearer(accessToken(row, row.secret, keys)).get("/v1/verify"))
            .filter(answer -> answer.status() == 200)
            .count();
    assertTrue(opened > 5, "what is refused above is refused for the reason that is meant");
  }
}
