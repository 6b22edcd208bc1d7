package dev.sojourn.adapters.http.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Holds readers of headers to work that grows with the length of a header and no faster: anybody
 * may send them, before anything is known of the sender.
 */
public final class HeaderWork {
  /** As long as all headers together may be. */
  private static final int LONGEST = 32 * 1024;

  /**
   * For each character. A reader that goes back looks thousands of times at those of a long header.
   * Most of these are the looks of the fuzzer itself, which follows regular expressions.
   */
  private static final int MOST_LOOKS = 200;

  private static final int FOR_THE_START = 200;

  /** What keeps a bad reader busy when it is repeated. */
  private static final List<String> REPEATED =
      List.of(
          ";",
          ";;",
          "; ",
          ";\t ",
          " ",
          "\"",
          "\\",
          "\\\"",
          ",",
          ", ",
          "=",
          ";=",
          ";q",
          ";q=",
          ";q=0,",
          "a",
          "a-",
          "a.",
          "a,",
          "a;",
          "1",
          "1.",
          "1:",
          ".",
          "..",
          "/",
          "//",
          "/.",
          "%",
          "%2e",
          "%2e/",
          "[",
          "]",
          "[]",
          ":",
          ";for",
          ";for=",
          "; for ",
          "for=\"",
          "for=,",
          "W/",
          "W/\"",
          "\"a\",",
          "W/\"a\" ",
          "*",
          "*/*,",
          "text/html",
          "text/html,",
          "text/html;",
          "\u00e9",
          "_",
          "s");

  private HeaderWork() {}

  /** Whether twice the length is at most two and a half times the work, whatever is repeated. */
  public static void growsNoFasterThanTheLength(Map<String, Consumer<CharSequence>> readers) {
    readers.forEach(
        (name, read) -> {
          for (var repeated : REPEATED) {
            for (var before : List.of("", "x", "text/html;a=\"", "for=\"", "[", "W/\"")) {
              var half = looks(read, before + repeated.repeat(LONGEST / 2 / repeated.length()));
              var whole = looks(read, before + repeated.repeat(LONGEST / repeated.length()));
              assertTrue(
                  whole <= 2.5 * half + FOR_THE_START,
                  () -> name + " of " + before + repeated + "...: " + half + ", then " + whole);
            }
          }
        });
  }

  /** Whether any text is looked at a few times only. */
  public static void isAFewLooks(Map<String, Consumer<CharSequence>> readers, String text) {
    readers.forEach(
        (name, read) -> {
          var looks = looks(read, text);
          assertTrue(
              looks <= (long) MOST_LOOKS * text.length() + FOR_THE_START,
              () -> name + " looks " + looks + " times at " + text.length() + " characters");
        });
  }

  private static long looks(Consumer<CharSequence> read, String text) {
    var counted = CountedText.of(text);
    read.accept(counted);
    return counted.looks();
  }
}
