package dev.sojourn.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** RESULTS.md: parts that different runs write, each beginning with a title of its own. */
final class ResultsFile {
  private static final String TITLE = "# ";

  private ResultsFile() {}

  /** Writes a part anew and leaves the others as they are. */
  static void write(Path file, String part) throws IOException {
    var before = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, with(before, part));
  }

  /** The text with this part in the place of the one that has its title, or else at the end. */
  static String with(String text, String part) {
    var parts = new ArrayList<>(parts(text));
    var added = parts(part).getFirst();
    var same = parts.stream().filter(each -> title(each).equals(title(added))).findFirst();
    same.ifPresentOrElse(each -> parts.set(parts.indexOf(each), added), () -> parts.add(added));
    return String.join("\n", parts);
  }

  private static List<String> parts(String text) {
    var parts = new ArrayList<String>();
    var current = new StringBuilder();
    for (var line : (Iterable<String>) text.lines()::iterator) {
      if (line.startsWith(TITLE) && !current.isEmpty()) {
        parts.add(current.toString().strip() + "\n");
        current.setLength(0);
      }
      current.append(line).append('\n');
    }
    if (!current.isEmpty()) {
      parts.add(current.toString().strip() + "\n");
    }
    return parts;
  }

  private static String title(String part) {
    return part.lines().findFirst().orElse("");
  }
}
