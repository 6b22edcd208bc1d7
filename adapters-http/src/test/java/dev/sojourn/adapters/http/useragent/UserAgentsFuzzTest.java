package dev.sojourn.adapters.http.useragent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;

class UserAgentsFuzzTest {
  @FuzzTest
  void anyHeaderTellsADevice(@NotNull String header) {
    var device = UserAgents.device(header);
    assertTrue(device.type().isPresent());
    assertEquals(device, UserAgents.device(header));
  }
}
