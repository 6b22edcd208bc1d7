package dev.sojourn.adapters.http.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.adapters.http.HttpAdapter;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HeaderWorkFuzzTest {
  private static final Map<String, Consumer<CharSequence>> READERS =
      Map.of(
          "Forwarded", text -> ClientAddress.FOR.matcher(text).find(),
          "a node with a port", text -> ClientAddress.WITH_PORT.matcher(text).matches(),
          "X-Request-Id", text -> HttpAdapter.REQUEST_ID.matcher(text).matches());

  @Test
  void workGrowsNoFasterThanTheLengthOfAHeader() {
    HeaderWork.growsNoFasterThanTheLength(READERS);
  }

  @FuzzTest
  void anyHeaderIsLookedAtAFewTimes(@NotNull String text) {
    HeaderWork.isAFewLooks(READERS, text);
  }
}
