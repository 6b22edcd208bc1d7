package dev.sojourn.bootstrap;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds any of many byte strings in one pass over as many megabytes as there are. */
final class Needles {
  private static final int SHORTEST = Long.BYTES;

  private record Needle(String name, byte[] bytes) {}

  private final Map<Long, List<Needle>> byBeginning = new HashMap<>();
  private final BitSet lastTwoOfBeginning = new BitSet(1 << 16);

  /**
   * @param name what is told when it is found
   * @param bytes 8 or more
   */
  void add(String name, byte[] bytes) {
    if (bytes.length < SHORTEST) {
      throw new IllegalArgumentException(name + " is so short that it is found anywhere");
    }
    var beginning = ByteBuffer.wrap(bytes).getLong();
    byBeginning.computeIfAbsent(beginning, _ -> new ArrayList<>()).add(new Needle(name, bytes));
    lastTwoOfBeginning.set((int) beginning & 0xffff);
  }

  /** The names of those that are in there. */
  Set<String> foundIn(byte[] haystack) {
    var found = new TreeSet<String>();
    var window = 0L;
    for (var end = 1; end <= haystack.length; end++) {
      window = window << Byte.SIZE | haystack[end - 1] & 0xff;
      if (end >= SHORTEST && lastTwoOfBeginning.get((int) window & 0xffff)) {
        var from = end - SHORTEST;
        for (var needle : byBeginning.getOrDefault(window, List.of())) {
          var to = from + needle.bytes.length;
          if (to <= haystack.length
              && Arrays.equals(haystack, from, to, needle.bytes, 0, needle.bytes.length)) {
            found.add(needle.name);
          }
        }
      }
    }
    return found;
  }
}
