package dev.sojourn.interop;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;

/** A Sojourn that interop/run has started, as the shop's backend and the operator see it. */
record RunningSojourn(String issuer, RestClient shop, RestClient operator) {
  private static final ParameterizedTypeReference<Map<String, Object>> JSON =
      new ParameterizedTypeReference<>() {};

  /** The one that signs with this algorithm. */
  static RunningSojourn signingWith(String algorithm) {
    var issuer = environment("SOJOURN_" + algorithm);
    return new RunningSojourn(
        issuer, client(issuer, environment("SHOP_KEY")), client(issuer, environment("ADMIN_KEY")));
  }

  static String environment(String name) {
    return Optional.ofNullable(System.getenv(name))
        .orElseThrow(() -> new IllegalStateException(name + " is not set; run interop/run"));
  }

  private static RestClient client(String issuer, String key) {
    return RestClient.builder()
        .requestFactory(new JdkClientHttpRequestFactory())
        .baseUrl(issuer)
        .defaultHeader("Authorization", "Bearer " + key)
        .build();
  }

  /** What a client holds. */
  record Tokens(String user, String access, String refresh) {}

  Tokens open(String policy) {
    return open(policy, Map.of());
  }

  /** Whose tokens are bound to a key. */
  Tokens open(String policy, ProvenKey key) {
    return open(policy, Map.of("dpop_jkt", key.thumbprint()));
  }

  private Tokens open(String policy, Map<String, String> more) {
    var user = "user-" + UUID.randomUUID();
    var session = new HashMap<>(more);
    session.put("user_id", user);
    session.put("policy", policy);
    var opened = post(shop, "/v1/sessions", session);
    var tokens = (Map<?, ?>) opened.get("tokens");
    return new Tokens(
        user, (String) tokens.get("access_token"), (String) tokens.get("refresh_token"));
  }

  Tokens refreshed(Tokens tokens) {
    var form = new LinkedMultiValueMap<String, String>();
    form.add("grant_type", "refresh_token");
    form.add("refresh_token", tokens.refresh());
    var answer =
        shop.post()
            .uri("/v1/token")
            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
            .body(form)
            .retrieve()
            .body(JSON);
    return new Tokens(
        tokens.user(), (String) answer.get("access_token"), (String) answer.get("refresh_token"));
  }

  void end(Tokens tokens) {
    shop.delete().uri("/v1/users/{user}/sessions", tokens.user()).retrieve().toBodilessEntity();
  }

  /** Gives the id of the new key, which signs at once. */
  String rotate() {
    return (String) post(operator, "/v1/signing-keys", Map.of("signs", "at_once")).get("id");
  }

  void withdraw(String key) {
    operator
        .method(HttpMethod.DELETE)
        .uri("/v1/signing-keys/{id}", key)
        .retrieve()
        .toBodilessEntity();
  }

  private static Map<String, Object> post(
      RestClient client, String path, Map<String, String> body) {
    return client
        .post()
        .uri(path)
        .contentType(MediaType.APPLICATION_JSON)
        .body(body)
        .retrieve()
        .body(JSON);
  }
}
