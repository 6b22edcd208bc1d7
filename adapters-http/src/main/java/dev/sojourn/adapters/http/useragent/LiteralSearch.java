package dev.sojourn.adapters.http.useragent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds which of many literals a text contains, in one pass (Aho and Corasick, 1975). Characters
 * are compared as {@link RequiredLiterals#fold} gives them.
 */
final class LiteralSearch {
  private static final int CHARACTERS = 128;

  /** The column of each folded character in the table; 0 for those that are in no literal. */
  private final byte[] columns = new byte[CHARACTERS];

  private final int width;

  /** The state that follows, for each state and column. There are less than 65,536 states. */
  private final char[] next;

  /** The literal that ends in a state, or -1. */
  private final int[] ends;

  /** The state of the longest proper suffix that ends a literal, or 0. */
  private final int[] shorter;

  private final int literals;

  /**
   * @param literals folded, of ASCII characters, each once
   */
  LiteralSearch(List<String> literals) {
    this.literals = literals.size();
    var used = new BitSet();
    literals.forEach(literal -> literal.chars().forEach(used::set));
    var column = 1;
    for (var each = used.nextSetBit(0); each >= 0; each = used.nextSetBit(each + 1)) {
      columns[each] = (byte) column++;
    }
    width = column;
    var rows = new ArrayList<int[]>();
    rows.add(new int[width]);
    var endings = new ArrayList<Integer>(List.of(-1));
    for (var id = 0; id < literals.size(); id++) {
      var state = 0;
      for (var character : literals.get(id).toCharArray()) {
        var row = rows.get(state);
        if (row[columns[character]] == 0) {
          row[columns[character]] = rows.size();
          rows.add(new int[width]);
          endings.add(-1);
        }
        state = row[columns[character]];
      }
      endings.set(state, id);
    }
    if (rows.size() > Character.MAX_VALUE) {
      throw new IllegalArgumentException("the literals have too many characters");
    }
    ends = endings.stream().mapToInt(Integer::intValue).toArray();
    shorter = new int[ends.length];
    next = new char[ends.length * width];
    link(rows);
  }

  private void link(List<int[]> rows) {
    var suffixes = new int[rows.size()];
    var queue = new ArrayDeque<Integer>(List.of(0));
    while (!queue.isEmpty()) {
      var state = queue.remove();
      var suffix = suffixes[state];
      shorter[state] = ends[suffix] >= 0 ? suffix : shorter[suffix];
      for (var column = 0; column < width; column++) {
        var child = rows.get(state)[column];
        var fallback = state == 0 ? 0 : next[suffix * width + column];
        if (child != 0) {
          suffixes[child] = fallback;
          queue.add(child);
        }
        next[state * width + column] = (char) (child == 0 ? fallback : child);
      }
    }
  }

  /** Which literals the text contains, by their place in the list. */
  long[] in(String text) {
    var found = new long[literals / Long.SIZE + 1];
    var state = 0;
    for (var i = 0; i < text.length(); i++) {
      var character = RequiredLiterals.fold(text.charAt(i));
      state = next[state * width + (character < CHARACTERS ? columns[character] : 0)];
      for (var end = ends[state] >= 0 ? state : shorter[state]; end != 0; end = shorter[end]) {
        found[ends[end] >> 6] |= 1L << ends[end];
      }
    }
    return found;
  }
}
