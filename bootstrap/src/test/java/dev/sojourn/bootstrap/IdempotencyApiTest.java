package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Openings that a client may repeat because their answer was lost. */
class IdempotencyApiTest extends ApiTest {
  private final String key = UUID.randomUUID().toString();

  private Api.Answer openWith(String key, String more) {
    return backend()
        .header("Idempotency-Key", key)
        .post("/v1/sessions", "{\"user_id\": \"%s\"%s}".formatted(user, more));
  }

  private int sessions() {
    return backend().get("/v1/users/" + user + "/sessions").json().get("items").size();
  }

  @Test
  void theSameRequestGetsTheSameSessionAndTokens() {
    var first = openWith(key, "").expect(201);
    pass(Duration.ofSeconds(20));
    var again = openWith(key, "").expect(201);
    assertEquals(first.header("Location"), again.header("Location"));
    assertEquals(first.text("/tokens/refresh_token"), again.text("/tokens/refresh_token"));
    verify(again.text("/tokens/access_token")).expect(200);
    assertEquals(1, sessions());
    assertNotEquals(first.header("Location"), openWith("another-" + key, "").header("Location"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"policy\": \"two\""})
  void ofAllAtOnceThereIsOneSession(String more) {
    try (var threads = Executors.newFixedThreadPool(16)) {
      var places =
          IntStream.range(0, 30)
              .mapToObj(
                  _ ->
                      CompletableFuture.supplyAsync(
                          () -> openWith(key, more).expect(201).header("Location"), threads))
              .toList()
              .stream()
              .map(CompletableFuture::join)
              .distinct()
              .count();
      assertEquals(1, places);
      assertEquals(1, sessions());
    }
  }

  @Test
  void aKeyIsForOneRequestAndOneClient() {
    openWith(key, "").expect(201);
    var other = openWith(key, ", \"acr\": \"aal2\"").expect(422);
    assertEquals("urn:sojourn:problem:key-of-another-request", other.text("/type"));
    anyone()
        .bearer(RunningSojourn.SHOP_KEY)
        .header("Idempotency-Key", key)
        .post("/v1/sessions", "{\"user_id\": \"%s\"}".formatted(user))
        .expect(201);
    assertEquals(2, sessions());
  }

  @Test
  void whatHasEndedMeanwhileIsNotOpenedAgain() {
    var first = openWith(key, "").expect(201);
    backend().delete(first.header("Location")).expect(204);
    assertEquals("revoked", openWith(key, "").expect(409).text("/reason"));
    assertEquals(1, sessions());
  }

  @Test
  void aDayLaterItIsAnotherRequest() {
    openWith(key, "").expect(201);
    pass(Duration.ofHours(24));
    sojourn().sweep();
    openWith(key, "").expect(201);
    assertEquals(2, sessions());
  }

  @Test
  void aFaultyRequestMayBeMendedUnderAnotherKeyOnly() {
    openWith(key, ", \"policy\": \"unheardof\"").expect(400);
    openWith(key, ", \"policy\": \"unheardof\"").expect(400);
    openWith(key, "").expect(422);
    openWith(key + "2", "").expect(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "a\tb"})
  void aKeyThatIsNoneIsABadRequest(String bad) {
    assertEquals(400, openWith(bad, "").status());
    assertEquals(400, openWith("x".repeat(256), "").status());
  }
}
