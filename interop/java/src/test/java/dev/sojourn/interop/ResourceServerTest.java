package dev.sojourn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.oauth2.jwt.BadJwtException;

/** Spring Security takes Sojourn's tokens, and no others. */
@ParameterizedClass(name = "signed with {0}")
@ValueSource(strings = {"ES256", "RS256"})
class ResourceServerTest {
  private static final String AUDIENCE = "https://api.example";

  private final RunningSojourn sojourn;
  private final HttpClient http = HttpClient.newHttpClient();
  private ConfigurableApplicationContext server;

  ResourceServerTest(String algorithm) {
    this.sojourn = RunningSojourn.signingWith(algorithm);
  }

  @BeforeEach
  void start() {
    server =
        new SpringApplicationBuilder(ResourceServer.class)
            .run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--sojourn.issuer=" + sojourn.issuer(),
                "--sojourn.audience=" + AUDIENCE,
                "--sojourn.client=shop",
                "--sojourn.introspection-client=orders",
                "--sojourn.introspection-key=" + RunningSojourn.environment("ORDERS_KEY"),
                "--sojourn.clock-skew=0s");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> orders(String token) throws IOException, InterruptedException {
    return orders("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> orders(String token, ProvenKey key) throws Exception {
    return orders(
        "Authorization", "DPoP " + token, "DPoP", key.proof("GET", orders().toString(), token));
  }

  private HttpResponse<String> orders(String... headers) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(orders()).headers(headers).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private URI orders() {
    return URI.create(
        "http://127.0.0.1:"
            + ((WebServerApplicationContext) server).getWebServer().getPort()
            + "/orders");
  }

  private void taken(RunningSojourn.Tokens tokens) throws IOException, InterruptedException {
    var answer = orders(tokens.access());
    assertEquals(200, answer.statusCode(), () -> answer.headers().toString());
    assertEquals("orders of " + tokens.user(), answer.body());
  }

  private void refused(String token) throws IOException, InterruptedException {
    var answer = orders(token);
    assertEquals(401, answer.statusCode());
    assertTrue(
        answer.headers().firstValue("WWW-Authenticate").orElseThrow().contains("invalid_token"));
  }

  @Test
  void aJwtIsTaken() throws Exception {
    taken(sojourn.open("signed"));
  }

  @Test
  void anOpaqueTokenIsTaken() throws Exception {
    taken(sojourn.open("api"));
  }

  @Test
  void aTokenForAnotherResourceServerIsRefused() throws Exception {
    refused(sojourn.open("foreign").access());
    refused(sojourn.open("default").access());
  }

  @Test
  void aRefreshTokenIsNoAccessToken() throws Exception {
    refused(sojourn.open("api").refresh());
    refused(sojourn.open("signed").refresh());
  }

  @Test
  void anOpaqueTokenIsRefusedAsSoonAsItsSessionHasEnded() throws Exception {
    var tokens = sojourn.open("api");
    taken(tokens);
    sojourn.end(tokens);
    refused(tokens.access());
  }

  @Test
  void aJwtOutlivesItsSessionUntilItExpires() throws Exception {
    var lasting = sojourn.open("signed");
    sojourn.end(lasting);
    taken(lasting); // nobody is asked: who cannot have this asks, or takes opaque tokens

    var brief = sojourn.open("brief");
    waitUntil(SignedJWT.parse(brief.access()).getJWTClaimsSet().getExpirationTime().toInstant());
    refused(brief.access());
  }

  /** The clock of the resource server is the real one. */
  private static void waitUntil(Instant expiry) throws InterruptedException {
    Thread.sleep(Duration.between(Instant.now(), expiry.plusMillis(100)).plusMillis(1));
  }

  @Test
  void afterARotationBothOldAndNewJwtsAreTaken() throws Exception {
    var before = sojourn.open("signed");
    taken(before);
    sojourn.rotate();
    var after = sojourn.open("signed");
    assertTrue(!keyOf(after).equals(keyOf(before)));
    taken(after);
    taken(before);
  }

  @Test
  void aJwtOfAWithdrawnKeyIsRefusedByWhoFetchesTheKeysAgain() throws Exception {
    sojourn.rotate();
    var leaked = sojourn.open("signed");
    sojourn.rotate();
    sojourn.withdraw(keyOf(leaked));

    var fetchesAgain = Security.jwtDecoder(server.getBean(SojournProperties.class));
    assertThrows(BadJwtException.class, () -> fetchesAgain.decode(leaked.access()));
    assertEquals(
        leaked.user(), fetchesAgain.decode(sojourn.refreshed(leaked).access()).getSubject());
  }

  private static String keyOf(RunningSojourn.Tokens tokens) throws ParseException {
    return SignedJWT.parse(tokens.access()).getHeader().getKeyID();
  }

  @ParameterizedTest
  @ValueSource(strings = {"boundsigned", "boundapi"})
  void aTokenThatIsBoundToAKeyIsTakenWithAProofOfThatKeyOnly(String policy) throws Exception {
    var key = ProvenKey.generate();
    var tokens = sojourn.open(policy, key);
    refused(tokens.access());
    assertEquals(401, orders(tokens.access(), ProvenKey.generate()).statusCode());
    var answer = orders(tokens.access(), key);
    assertEquals(200, answer.statusCode(), () -> answer.headers().toString());
    assertEquals("orders of " + tokens.user(), answer.body());
  }
}
