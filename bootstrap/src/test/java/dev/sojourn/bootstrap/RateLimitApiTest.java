package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How often an address or a client may call. */
class RateLimitApiTest {
  private static final Map<String, String> REFRESH =
      Map.of("grant_type", "refresh_token", "refresh_token", "srt_nonsense");

  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.WITH_LIMITS);

  private Api from(String address) {
    return sojourn.api().header("X-Forwarded-For", address);
  }

  @Test
  void anAddressThatCallsTooOftenWaitsAndNoOther() {
    for (var call = 0; call < 3; call++) {
      from("192.0.2.1").form("/v1/token", REFRESH).expect(400);
    }
    var refused = from("192.0.2.1").form("/v1/token", REFRESH).expect(429);
    assertEquals("temporarily_unavailable", refused.text("/error"));
    assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
    from("192.0.2.1").form("/v1/revoke", Map.of("token", "srt_nonsense")).expect(429);
    from("192.0.2.2").form("/v1/token", REFRESH).expect(400);
  }

  /** A client with one address of a /64 has them all (RFC 4291, section 2.5.1). */
  @Test
  void theAddressesOfANetworkAreCountedTogether() {
    for (var call = 0; call < 3; call++) {
      from("2001:db8:7:7::" + call).form("/v1/token", REFRESH).expect(400);
    }
    from("2001:db8:7:7:ffff::1").form("/v1/token", REFRESH).expect(429);
    from("2001:db8:7:8::1").form("/v1/token", REFRESH).expect(400);
  }

  @Test
  void whoGuessesKeysIsCountedByAddress() {
    for (var call = 0; call < 3; call++) {
      from("192.0.2.3")
          .bearer("sak_wrong-wrong-wrong-wrong")
          .form("/v1/token", REFRESH)
          .expect(401);
    }
    from("192.0.2.3").bearer("sak_wrong-wrong-wrong-wrong").form("/v1/token", REFRESH).expect(429);
  }

  @Test
  void aClientIsCountedByItsKeyWhereverItCallsFrom() {
    var shop = sojourn.api().bearer(RunningSojourn.SHOP_KEY);
    shop.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    shop.header("X-Forwarded-For", "192.0.2.4").form("/v1/token", REFRESH).expect(400);
    shop.header("X-Forwarded-For", "192.0.2.5").form("/v1/token", REFRESH).expect(400);
    shop.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(201);
    var refused = shop.post("/v1/sessions", "{\"user_id\": \"ada\"}").expect(429);
    assertEquals("urn:sojourn:problem:too-many-requests", refused.text("/type"));
    assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
    // reading and verifying are not counted
    shop.get("/v1/sessions").expect(200);
    sojourn
        .api()
        .bearer(RunningSojourn.OTHER_KEY)
        .post("/v1/sessions", "{\"user_id\": \"ada\"}")
        .expect(201);
  }
}
