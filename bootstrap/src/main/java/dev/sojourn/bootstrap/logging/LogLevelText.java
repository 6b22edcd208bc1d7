package dev.sojourn.bootstrap.logging;

import dev.sojourn.adapters.http.api.admin.LogLevel;
import dev.sojourn.adapters.http.api.admin.LogLevels;
import dev.sojourn.adapters.http.api.admin.LoggerName;
import dev.sojourn.domain.Parsed;
import java.util.SortedMap;
import java.util.TreeMap;

/** Levels of the log as they are written in the configuration. */
public final class LogLevelText {
  private LogLevelText() {}

  /** Reads the level of the root logger. */
  public static Parsed<LogLevel> rootLevel(String text) {
    return level(LoggerName.ROOT, text);
  }

  private static Parsed<LogLevel> level(LoggerName logger, String word) {
    var level = LogLevel.ofWord(word);
    if (level.isEmpty()) {
      return new Parsed.Invalid<>("must be one of " + LogLevel.words());
    }
    return LogLevels.fault(logger, level.get())
        .<Parsed<LogLevel>>map(Parsed.Invalid::new)
        .orElseGet(() -> new Parsed.Valid<>(level.get()));
  }

  /** Reads {@code root=info,dev.sojourn=debug}. */
  public static Parsed<SortedMap<LoggerName, LogLevel>> levels(String text) {
    var levels = new TreeMap<LoggerName, LogLevel>();
    for (var entry : text.split(",", -1)) {
      var parts = entry.strip().split("=", 2);
      if (parts.length < 2
          || !(LoggerName.parse(parts[0]) instanceof Parsed.Valid<LoggerName>(var logger))) {
        return new Parsed.Invalid<>("must be logger=level,... such as root=info,dev.sojourn=debug");
      }
      switch (level(logger, parts[1])) {
        case Parsed.Valid<LogLevel>(var level) -> levels.put(logger, level);
        case Parsed.Invalid<LogLevel>(var fault) -> {
          return new Parsed.Invalid<>("must be logger=level,..., but " + logger + " " + fault);
        }
      }
    }
    return new Parsed.Valid<>(levels);
  }
}
