package dev.sojourn.adapters.http.useragent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.domain.session.UserAgent;

class UserAgentsFuzzTest {
  private static final UserAgents PARSER = UserAgents.load();

  @FuzzTest
  void anyHeaderTellsADevice(@NotNull String header) {
    var device = PARSER.device(UserAgent.of(header));
    assertTrue(device.type().isPresent());
    assertEquals(PlainParser.device(header), device);
    Shape.of(UserAgent.of(header))
        .flatMap(shape -> Recipe.learn(PARSER, UserAgent.of(header), shape))
        .ifPresent(recipe -> assertEquals(device, recipe.device(UserAgent.of(header))));
  }
}
