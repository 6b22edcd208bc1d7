package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The worked example of the lockout, and what goes beyond it, through the API. */
class LockoutApiTest extends ApiTest {
  private static final String STRANGER = "203.0.113.50";
  private static final String HOME = "198.51.100.10";

  private Api.Answer attempt(String outcome, String address) {
    return attempt(outcome, address, "password");
  }

  private Api.Answer attempt(String outcome, String address, String factor) {
    return backend()
        .post(
            "/v1/login-attempts",
            "{\"subject\": \"%s\", \"ip_address\": \"%s\", \"factor\": \"%s\", \"outcome\": \"%s\"}"
                .formatted(user, address, factor, outcome))
        .expect(200);
  }

  private void assertStands(Api.Answer answer, int failures, boolean locked, int retryAfter) {
    var status = answer.json();
    assertEquals(failures, status.get("failures").asInt());
    assertEquals(locked, status.get("locked").asBoolean());
    assertEquals(retryAfter, status.get("retry_after").asInt());
    assertEquals(locked ? String.valueOf(retryAfter) : "", answer.header("Retry-After"));
    assertEquals(locked, !status.get("locked_until").isNull());
  }

  @Test
  void theWorkedExample() {
    for (var failures = 1; failures <= 4; failures++) {
      assertStands(attempt("failed", STRANGER), failures, false, 0);
      pass(Duration.ofSeconds(1));
    }
    assertStands(attempt("failed", STRANGER), 5, true, 300);
    pass(Duration.ofSeconds(100));
    assertStands(attempt("failed", STRANGER), 5, true, 200);
    assertStands(attempt("succeeded", STRANGER), 5, true, 200);
    pass(Duration.ofSeconds(201));
    for (var failures = 6; failures <= 9; failures++) {
      assertStands(attempt("failed", STRANGER), failures, true, 300);
      pass(Duration.ofSeconds(301));
    }
    for (var failures = 10; failures <= 19; failures++) {
      assertStands(attempt("failed", STRANGER), failures, true, 1800);
      pass(Duration.ofSeconds(1801));
    }
    assertStands(attempt("failed", STRANGER), 20, true, 86_400);
    pass(Duration.ofHours(24));
    assertStands(attempt("failed", STRANGER), 1, false, 0);
    assertStands(attempt("succeeded", STRANGER), 0, false, 0);
  }

  @Test
  void aCountWithoutAFailureForADayIsForgotten() {
    for (var i = 0; i < 4; i++) {
      attempt("failed", STRANGER);
    }
    pass(Duration.ofHours(24).minusMillis(1));
    assertStands(attempt("failed", STRANGER), 5, true, 300);
  }

  @Test
  void theOwnerGetsInAtHomeWhileAStrangerIsLockedOut() {
    attempt("succeeded", HOME);
    for (var i = 0; i < 5; i++) {
      attempt("failed", STRANGER);
    }
    var stranger = attempt("failed", "192.0.2.99");
    assertTrue(stranger.json().get("locked").asBoolean());
    assertEquals("strangers", stranger.text("/locked_by"));
    assertFalse(attempt("succeeded", HOME).json().get("locked").asBoolean());
    for (var i = 0; i < 5; i++) {
      attempt("failed", HOME);
    }
    assertEquals("known_address", attempt("failed", HOME).text("/locked_by"));
  }

  @Test
  void theSecondFactorIsCountedApart() {
    for (var i = 0; i < 5; i++) {
      attempt("failed", STRANGER, "mfa");
    }
    assertTrue(attempt("failed", STRANGER, "mfa").json().get("locked").asBoolean());
    assertStands(attempt("failed", STRANGER), 1, false, 0);
  }

  @Test
  void thirtyParallelFailuresAreCountedExactlyAndOnlyUntilTheLock() {
    try (var threads = Executors.newFixedThreadPool(30)) {
      IntStream.range(0, 30)
          .mapToObj(_ -> CompletableFuture.supplyAsync(() -> attempt("failed", STRANGER), threads))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertStands(
        backend().get("/v1/lockouts/" + user + "?ip_address=" + STRANGER).expect(200),
        5,
        true,
        300);
  }

  @Test
  void aSubjectIsComparedTrimmedAndFolded() {
    attempt("failed", STRANGER);
    var folded =
        backend()
            .post(
                "/v1/login-attempts",
                "{\"subject\": \"  %s \", \"outcome\": \"failed\"}"
                    .formatted(user.toUpperCase(Locale.ROOT)))
            .expect(200);
    assertEquals(2, folded.json().get("failures").asInt());
    assertEquals(user, folded.text("/subject"));
    assertEquals("password", folded.text("/factor"));
  }

  @Test
  void lookingWhereASubjectStandsCountsNothing() {
    var path = "/v1/lockouts/" + user;
    assertStands(backend().get(path).expect(200), 0, false, 0);
    attempt("failed", STRANGER);
    assertStands(backend().get(path).expect(200), 1, false, 0);
    assertStands(backend().get(path + "?factor=mfa").expect(200), 0, false, 0);
  }

  @Test
  void aLockoutIsListedWhileInForceAndCanBeLifted() {
    for (var i = 0; i < 5; i++) {
      attempt("failed", STRANGER);
    }
    assertTrue(isListed());
    backend().delete("/v1/lockouts/" + user).expect(204);
    backend().delete("/v1/lockouts/" + user).expect(204);
    assertFalse(isListed());
    assertStands(attempt("failed", STRANGER), 1, false, 0);
  }

  private boolean isListed() {
    var cursor = "";
    while (true) {
      var page = backend().get("/v1/lockouts?limit=200" + cursor).expect(200);
      if (StreamSupport.stream(page.json().get("items").spliterator(), false)
          .anyMatch(item -> item.get("subject").asText().equals(user))) {
        return true;
      }
      if (page.json().get("next_cursor").isNull()) {
        return false;
      }
      cursor = "&cursor=" + page.text("/next_cursor");
    }
  }
}
