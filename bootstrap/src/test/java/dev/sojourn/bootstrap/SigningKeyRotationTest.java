package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sojourn.bootstrap.config.SojournConfig;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two nodes on one database, whose signing keys are replaced under them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SigningKeyRotationTest {
  private static final int ROTATIONS = 12;

  private final List<Sojourn> nodes = new ArrayList<>();
  private final String database = TestDatabase.url();

  @BeforeAll
  void start() {
    for (var n = 0; n < 2; n++) {
      nodes.add(
          Sojourn.start(
              config("7=" + Base64.getEncoder().encodeToString(new byte[32])),
              new MillisecondClock(),
              RunningSojourn.ANY_WAIT));
    }
  }

  private SojournConfig config(String tokenKeys) {
    var settings =
        Map.of(
            "SOJOURN_HTTP_PORT", "0",
            "SOJOURN_STORE", "postgres",
            "SOJOURN_POSTGRES_URL", database,
            "SOJOURN_TOKEN_KEYS", tokenKeys,
            "SOJOURN_API_KEYS", "admin=" + RunningSojourn.ADMIN_KEY + ":admin",
            "SOJOURN_ISSUER", "https://id.example",
            "SOJOURN_POLICIES_DEFAULT_ACCESS_TOKEN_FORMAT", "jwt");
    return switch (SojournConfig.read(settings, Path.of("").toAbsolutePath())) {
      case SojournConfig.Reading.Good(var good) -> good;
      case SojournConfig.Reading.Faulty(var faults) ->
          throw new IllegalArgumentException(faults.toString());
    };
  }

  @AfterAll
  void stop() {
    nodes.forEach(Sojourn::close);
  }

  private Api api(int node) {
    return RunningSojourn.apiOf(nodes.get(node));
  }

  private Api admin(int node) {
    return api(node).bearer(RunningSojourn.ADMIN_KEY);
  }

  private String open(int node) {
    return admin(node)
        .post("/v1/sessions", "{\"user_id\": \"ada\"}")
        .expect(201)
        .text("/tokens/access_token");
  }

  @Test
  void noTokenIsRefusedWhileKeysAreReplacedUnderLoad() throws Exception {
    var refused = new ConcurrentLinkedQueue<String>();
    var signers = java.util.concurrent.ConcurrentHashMap.<String>newKeySet();
    var asked = new AtomicInteger();
    var goOn = new AtomicBoolean(true);
    var threads = new ArrayList<Thread>();
    for (var n = 0; n < 4; n++) {
      var opening = n % 2;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    var verifier = new Verifier(1 - opening);
                    while (goOn.get()) {
                      var token = open(opening);
                      var answer = api(1 - opening).bearer(token).get("/v1/verify");
                      asked.incrementAndGet();
                      signers.add(verifier.keyId(token));
                      if (answer.status() != 200) {
                        refused.add("Sojourn: " + answer.header("WWW-Authenticate"));
                      }
                      if (!verifier.knows(token)) {
                        refused.add("a verifier: no key " + verifier.keyId(token));
                      }
                    }
                  }));
    }
    for (var rotation = 0; rotation < ROTATIONS; rotation++) {
      var before = asked.get();
      admin(rotation % 2).post("/v1/signing-keys", "{\"signs\": \"at_once\"}").expect(201);
      dev.sojourn.application.contract.Answers.eventually(() -> asked.get() > before + 20);
    }
    goOn.set(false);
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(refused));
    assertTrue(signers.size() > 2, () -> "signed by " + signers);
  }

  /** What others do: keep the keys, and fetch them again for one that they do not know. */
  private final class Verifier {
    private final int node;
    private Set<String> known = new HashSet<>();

    Verifier(int node) {
      this.node = node;
    }

    String keyId(String token) {
      try {
        return SignedJWT.parse(token).getHeader().getKeyID();
      } catch (ParseException ours) {
        throw new AssertionError(ours);
      }
    }

    boolean knows(String token) {
      if (!known.contains(keyId(token))) {
        known = fetched();
      }
      return known.contains(keyId(token));
    }

    private Set<String> fetched() {
      var ids = new HashSet<String>();
      try {
        JWKSet.parse(api(node).get("/.well-known/jwks.json").expect(200).body())
            .getKeys()
            .forEach(key -> ids.add(key.getKeyID()));
      } catch (ParseException ours) {
        throw new AssertionError(ours);
      }
      return ids;
    }
  }

  @Test
  void aNewTokenKeyLeavesTheSigningKeysAsTheyAre() {
    var token = open(0);
    var older = "7=" + Base64.getEncoder().encodeToString(new byte[32]);
    var newer = new byte[32];
    newer[0] = 1;
    try (var third =
        Sojourn.start(
            config(older + ",8=" + Base64.getEncoder().encodeToString(newer)),
            new MillisecondClock(),
            RunningSojourn.ANY_WAIT)) {
      RunningSojourn.apiOf(third).bearer(token).get("/v1/verify").expect(200);
      var minted =
          RunningSojourn.apiOf(third)
              .bearer(RunningSojourn.ADMIN_KEY)
              .post("/v1/sessions", "{\"user_id\": \"ada\"}")
              .expect(201)
              .text("/tokens/access_token");
      assertEquals(new Verifier(0).keyId(open(0)), new Verifier(0).keyId(minted));
    }
  }
}
