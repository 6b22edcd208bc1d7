package dev.sojourn.adapters.http.useragent;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One of uap-core's three lists of regular expressions. They are tried in order, and the first that
 * matches tells. An expression is skipped where the text lacks a literal that it requires, and is
 * compiled when it is first tried: of 1,179 expressions a browser's text leaves about ten, and all
 * traffic of a node some hundred.
 *
 * @param <T> what a match tells
 */
final class PatternList<T> {
  /**
   * An expression as uap-java compiles it.
   *
   * @param <T> what a match tells
   */
  @FunctionalInterface
  interface Pattern<T> {
    /** Null if it does not match. */
    @Nullable T match(String text);
  }

  private final List<Entry<T>> entries;

  /**
   * @param entries in uap-core's words
   * @param literals gives each required literal its number
   */
  PatternList(
      List<Map<String, String>> entries,
      Function<Map<String, String>, Pattern<T>> compile,
      ToIntFunction<String> literals) {
    this.entries = entries.stream().map(each -> Entry.of(each, compile, literals)).toList();
  }

  private static final class Entry<T> {
    private final Map<String, String> words;
    private final Function<Map<String, String>, Pattern<T>> compile;

    /** Of each, one is required. */
    private final int[][] required;

    private volatile @Nullable Pattern<T> pattern;
    private volatile @Nullable Optional<DigitSensitivity> sensitivity;

    private Entry(
        Map<String, String> words,
        Function<Map<String, String>, Pattern<T>> compile,
        int[][] required) {
      this.words = words;
      this.compile = compile;
      this.required = required;
    }

    static <T> Entry<T> of(
        Map<String, String> words,
        Function<Map<String, String>, Pattern<T>> compile,
        ToIntFunction<String> literals) {
      return new Entry<>(
          words,
          compile,
          tree(words).map(RequiredLiterals::of).orElse(List.of()).stream()
              .map(clause -> clause.stream().mapToInt(literals).toArray())
              .toArray(int[][]::new));
    }

    /** Absent if it is not understood: such an expression is never skipped. */
    private static Optional<RegexTree> tree(Map<String, String> words) {
      try {
        return Optional.of(
            RegexTree.of(String.valueOf(words.get("regex")), "i".equals(words.get("regex_flag"))));
      } catch (UnsupportedOperationException notUnderstood) {
        return Optional.empty();
      }
    }

    boolean mayMatch(long[] literals) {
      for (var clause : required) {
        if (!hasOne(clause, literals)) {
          return false;
        }
      }
      return true;
    }

    private static boolean hasOne(int[] clause, long[] literals) {
      for (var literal : clause) {
        if ((literals[literal >> 6] >> literal & 1) == 1) {
          return true;
        }
      }
      return false;
    }

    /** Several threads may compile it at once, to the same effect. */
    @Nullable T match(String text) {
      var compiled = pattern;
      if (compiled == null) {
        compiled = compile.apply(words);
        pattern = compiled;
      }
      return compiled.match(text);
    }

    boolean tellsApart(Shape shape) {
      var known = sensitivity;
      if (known == null) {
        known = tree(words).map(DigitSensitivity::of);
        sensitivity = known;
      }
      return known.isEmpty() || known.get().tellsApart(shape);
    }
  }

  /**
   * What the first match tells.
   *
   * @param literals that the text contains
   */
  Optional<T> first(String text, long[] literals) {
    for (var entry : entries) {
      if (entry.mayMatch(literals)) {
        var told = entry.match(text);
        if (told != null) {
          return Optional.of(told);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether another text of the same shape could make another expression match first, or match
   * otherwise.
   */
  boolean tellsApart(String text, Shape shape, long[] literals) {
    for (var entry : entries) {
      if (entry.mayMatch(literals)) {
        if (entry.tellsApart(shape)) {
          return true;
        }
        if (entry.match(text) != null) {
          return false;
        }
      }
    }
    return false;
  }
}
