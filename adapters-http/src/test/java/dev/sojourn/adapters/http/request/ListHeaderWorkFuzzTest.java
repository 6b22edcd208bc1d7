package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.sun.management.ThreadMXBean;
import dev.sojourn.adapters.http.auth.StepUp;
import dev.sojourn.adapters.http.server.HeaderWork;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.adapters.http.server.RequestTarget;
import dev.sojourn.domain.HttpUri;
import io.vertx.core.MultiMap;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Headers that are lists, targets, cookies, queries and forms. */
class ListHeaderWorkFuzzTest {
  private static final Map<String, Consumer<CharSequence>> READERS =
      Map.of(
          "Accept", text -> Accepted.weight(text, "text/html"),
          "If-None-Match", text -> EntityTags.matchWeakly(List.of(text), "\"a\""),
          "If-Match", text -> EntityTags.matchStrongly(List.of(text), "\"b\""));

  /** They read Strings, and do not go back: what they could do too much of is to copy. */
  private static final Map<String, Consumer<String>> OF_STRINGS =
      Map.of(
          "Cookie", text -> RequestCookies.named(List.of(text), "__Host-sojourn"),
          "a path", PercentEncoding::decode,
          "a form", PercentEncoding::pairs,
          "a query", text -> Query.read(text, Set.of("a")),
          "a target", text -> RequestTarget.parse("GET", text),
          "an absolute target", text -> RequestTarget.parse("GET", "http://" + text),
          "htu", text -> HttpUri.parse("https://a.b/" + text),
          "Origin", HttpUri::parse,
          "X-Required-Acr-Values", text -> StepUp.of(text, MultiMap.caseInsensitiveMultiMap()));

  @Test
  void workGrowsNoFasterThanTheLengthOfAHeader() {
    HeaderWork.growsNoFasterThanTheLength(READERS);
  }

  @FuzzTest
  void anyHeaderIsLookedAtAFewTimes(@NotNull String text) {
    HeaderWork.isAFewLooks(READERS, text);
  }

  @FuzzTest
  void whatIsCopiedIsAFewTimesTheLength(@NotNull String text) {
    copiesAFew(text);
  }

  @Test
  void whatIsRepeatedIsNotCopiedAgainAndAgain() {
    for (var repeated :
        List.of("/", "/.", "/..", "/a/..", "%41", "%2e/", "a&", "&", "=", ";", "; a=", "?", " ")) {
      copiesAFew(repeated.repeat(16 * 1024 / repeated.length()));
    }
  }

  private static void copiesAFew(String text) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OF_STRINGS.forEach(
        (name, read) -> {
          read.accept(text);
          var before = threads.getCurrentThreadAllocatedBytes();
          read.accept(text);
          var allocated = threads.getCurrentThreadAllocatedBytes() - before;
          assertTrue(
              allocated <= 1_000L * text.length() + 1_000_000,
              () -> name + " allocates " + allocated + " for " + text.length() + " characters");
        });
  }
}
