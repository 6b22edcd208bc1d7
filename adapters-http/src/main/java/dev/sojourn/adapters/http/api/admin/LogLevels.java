package dev.sojourn.adapters.http.api.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What this node writes into its log, which can be changed while it runs. Safe for any thread. */
public interface LogLevels {
  /**
   * The levels as they are.
   *
   * @param levels those that loggers have of their own, as they are {@linkplain #applied applied}
   * @param until when they are as configured again, if they were changed for a time
   */
  record InForce(SortedMap<LoggerName, LogLevel> levels, Optional<Instant> until) {}

  /** Below this logger all is ours. */
  LoggerName OURS = new LoggerName("dev.sojourn");

  /**
   * Why a logger must not have a level, if so. Below info libraries write what they are sent, such
   * as cookies and fields of JSON that they do not understand: they never are. For the root logger
   * debug is allowed, and means {@link #OURS}.
   */
  static Optional<String> fault(LoggerName logger, LogLevel level) {
    var isOurs = logger.equals(OURS) || logger.value().startsWith(OURS + ".");
    var isAllowed =
        isOurs || !isBelowInfo(level) || logger.equals(LoggerName.ROOT) && level == LogLevel.DEBUG;
    return isAllowed
        ? Optional.empty()
        : Optional.of(
            "must not be "
                + level.word()
                + ": libraries then write what they are sent, which may have tokens in it; "
                + OURS
                + " may");
  }

  /**
   * The levels that loggers get where these are asked for: a root logger below info leaves
   * libraries at info.
   */
  static SortedMap<LoggerName, LogLevel> applied(SortedMap<LoggerName, LogLevel> asked) {
    var applied = new TreeMap<>(asked);
    var root = asked.getOrDefault(LoggerName.ROOT, LogLevel.INFO);
    if (isBelowInfo(root)) {
      applied.put(LoggerName.ROOT, LogLevel.INFO);
      applied.putIfAbsent(OURS, root);
    }
    return applied;
  }

  private static boolean isBelowInfo(LogLevel level) {
    return level.compareTo(LogLevel.INFO) < 0;
  }

  InForce inForce();

  /**
   * Has these loggers have these levels, and all others what was configured: an earlier change is
   * forgotten.
   *
   * @param lasting how long; without, until the process ends
   */
  InForce change(SortedMap<LoggerName, LogLevel> levels, Optional<Duration> lasting);
}
