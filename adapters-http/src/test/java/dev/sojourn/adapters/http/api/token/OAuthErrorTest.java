package dev.sojourn.adapters.http.api.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OAuthErrorTest {
  @ParameterizedTest
  @EnumSource
  void everyProblemIsAnErrorOfOAuth(ProblemType type) {
    var json = OAuthError.SHAPE.write().apply(Problem.of(type, "what is wrong"), "an id");
    assertEquals(Set.of("error", "error_description"), json.fieldNames());
    assertEquals("what is wrong", json.getString("error_description"));
    assertEquals(
        switch (type.status()) {
          case 503, 429 -> "temporarily_unavailable";
          case 500 -> "server_error";
          default -> "invalid_request";
        },
        json.getString("error"));
  }
}
