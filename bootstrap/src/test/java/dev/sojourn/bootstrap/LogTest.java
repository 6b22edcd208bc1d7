package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run writes into the log when everything is logged, and what it does not. */
class LogTest extends ApiTest {
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  private static final Pattern SECRET = Pattern.compile("(sat|srt|sxc|sak)_[A-Za-z0-9_-]{8,}");

  private final LoggedLines lines = LoggedLines.begin();

  @AfterEach
  void logAsBefore() {
    lines.close();
  }

  @Test
  void noLineOfAFullRunAtLevelDebugHasATokenAKeyASecretOrACodeInIt() {
    var secrets = new TreeSet<String>();
    secrets.add(VERIFIER);
    secrets.add(RunningSojourn.ADMIN_KEY);

    var opened = open();
    secrets.addAll(List.of(accessToken(opened), refreshToken(opened)));
    verify(accessToken(opened)).expect(200);
    backend().form("/v1/introspect", Map.of("token", accessToken(opened))).expect(200);
    var next = refresh(refreshToken(opened)).expect(200).json();
    secrets.add(next.get("access_token").asText());
    secrets.add(next.get("refresh_token").asText());
    var third = refresh(next.get("refresh_token").asText()).expect(200).json();
    secrets.add(third.get("refresh_token").asText());
    refresh(refreshToken(opened)).expect(400); // reuse, which is logged

    var authorizationId =
        backend()
            .post(
                "/v1/authorizations",
                "{\"code_challenge\": \"%s\", \"client_type\": \"web\"}".formatted(CHALLENGE))
            .expect(201)
            .text("/authorization_id");
    secrets.add(authorizationId);
    var code =
        backend()
            .post(
                "/v1/sessions",
                "{\"user_id\": \"%s\", \"authorization_id\": \"%s\"}"
                    .formatted(user, authorizationId))
            .expect(201)
            .text("/exchange/code");
    secrets.add(code);
    exchange(code, "x".repeat(43)).expect(400); // a wrong verifier, which is logged
    var exchanged = exchange(code, VERIFIER).expect(200).json();
    secrets.add(exchanged.get("access_token").asText());
    secrets.add(exchanged.get("refresh_token").asText());
    exchange(code, VERIFIER).expect(400);
    backend()
        .post("/v1/sessions/" + exchanged.get("session_id").asText() + "/authentication", "{}")
        .expect(200);
    anyone().form("/v1/revoke", Map.of("token", refreshToken(opened))).expect(200);

    standards(secrets);

    // Secrets where they do not belong.
    var token = accessToken(opened);
    anyone().get("/v1/sessions?access_token=" + token).expect(401);
    backend().get("/v1/sessions?access_token=" + token).expect(400);
    backend().get("/v1/sessions/" + token).expect(404);
    backend().get("/v1/" + token).expect(404);
    backend().post("/v1/sessions", "{\"" + token + "\": \"" + token + "\"").expect(400);
    anyone().bearer(token + "x").get("/v1/verify").expect(401);
    for (var misplaced : Set.of(token, RunningSojourn.ADMIN_KEY)) {
      backend()
          .header("X-Request-Id", misplaced)
          .post("/v1/cut-offs", "{\"user_id\": \"nobody\"}")
          .expect(201);
    }
    anyone().bearer(RunningSojourn.ADMIN_KEY + "x").get("/v1/policies").expect(401);
    for (var i = 0; i < 6; i++) {
      backend()
          .post(
              "/v1/login-attempts",
              "{\"subject\": \"%s\", \"outcome\": \"failed\"}".formatted(user))
          .expect(200);
    }
    sojourn().sweep();

    assertTrue(lines.all().size() > 5, "a run at level debug writes lines");
    assertEquals(Set.of(), linesWith(secrets));
  }

  /** Signed and bound tokens, proofs, cookies, clients that authenticate in the body. */
  private void standards(Set<String> secrets) {
    var signed = accessToken(open("signed"));
    secrets.add(signed);
    verify(signed).expect(200);
    verify(signed + "x").expect(401);
    backend().post("/v1/signing-keys", "{\"signs\": \"at_once\"}").expect(201);

    var client = new DpopClient();
    var proof = client.proof("POST", "https://id.example/v1/token", sojourn().clock().instant());
    secrets.add(proof);
    var bound = refreshToken(open("bound"));
    secrets.add(bound);
    var form = Map.of("grant_type", "refresh_token", "refresh_token", bound);
    secrets.add(
        anyone().header("DPoP", proof).form("/v1/token", form).expect(200).text("/refresh_token"));
    anyone().header("DPoP", proof).form("/v1/token", form).expect(400);

    var browser = refreshToken(open());
    secrets.add(browser);
    var inCookie =
        anyone()
            .header("Sec-Fetch-Site", "same-origin")
            .form(
                "/v1/token",
                Map.of(
                    "grant_type", "refresh_token",
                    "refresh_token", browser,
                    "transport", "cookie"))
            .expect(200);
    secrets.add(inCookie.text("/csrf_token"));
    secrets.add(inCookie.header("Set-Cookie").replaceAll(";.*", ""));
    anyone()
        .form(
            "/v1/token",
            Map.of(
                "grant_type",
                "refresh_token",
                "refresh_token",
                browser,
                "client_id",
                "shop",
                "client_secret",
                RunningSojourn.SHOP_KEY + "x"))
        .expect(401);
    secrets.add(RunningSojourn.SHOP_KEY);
  }

  private Set<String> linesWith(Set<String> secrets) {
    var found = new TreeSet<String>();
    for (var line : Stream.concat(lines.all().stream(), lines.written().stream()).toList()) {
      if (SECRET.matcher(line).find() || secrets.stream().anyMatch(line::contains)) {
        found.add(line);
      }
    }
    return found;
  }

  private Api.Answer exchange(String code, String verifier) {
    return anyone()
        .form(
            "/v1/token",
            Map.of("grant_type", "authorization_code", "code", code, "code_verifier", verifier));
  }
}
