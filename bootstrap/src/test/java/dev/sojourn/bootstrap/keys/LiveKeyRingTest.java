package dev.sojourn.bootstrap.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.keys.LiveKeys.Content;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveKeyRingTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] CONTENT = {1, 2, 3};

  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final AtomicReference<Content<SortedMap<KeyId, ServerKey>>> content =
      new AtomicReference<>(keys(1));
  private final LiveKeyRing ring = new LiveKeyRing(content::get, now::get);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the only key makes tokens at once          | 7     | PT0S         | 7
          a new one is not used before all can know  | 1,2   | PT9M59.999S  | 1
          but then                                   | 1,2   | PT10M        | 2
          until then the one before it is            | 1,4,9 | PT0S         | 4
          """)
  void whichKeyMakesTokens(String rule, String ids, Duration later, int maker) {
    content.set(keys(Arrays.stream(ids.split(",")).mapToInt(Integer::parseInt).toArray()));
    now.set(T0.plus(later));
    assertEquals(maker, ring.get().mark("test", CONTENT)[0]);
  }

  @Test
  void aNewKeyIsAcceptedAtOnceAndOneThatIsRemovedIsNot() {
    var old = ring.get().mark("test", CONTENT);
    content.set(keys(2));
    var young = ring.get().mark("test", CONTENT);
    assertEquals(false, ring.get().hasMarked(old, "test", CONTENT));
    content.set(keys(1, 2));
    assertTrue(ring.get().hasMarked(old, "test", CONTENT));
    assertTrue(ring.get().hasMarked(young, "test", CONTENT));
  }

  private static Content<SortedMap<KeyId, ServerKey>> keys(int... ids) {
    var keys = new TreeMap<KeyId, ServerKey>();
    for (var id : ids) {
      var bytes = new byte[32];
      bytes[0] = (byte) id;
      keys.put(new KeyId(id), new ServerKey(bytes));
    }
    return new Content<>(keys, T0);
  }
}
