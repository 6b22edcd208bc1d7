package dev.sojourn.adapters.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/** What this node writes into its log, which can be changed while it runs. Safe for any thread. */
public interface LogLevels {
  /**
   * The levels as they are.
   *
   * @param levels those that loggers have of their own
   * @param until when they are as configured again, if they were changed for a time
   */
  record InForce(SortedMap<LoggerName, LogLevel> levels, Optional<Instant> until) {}

  /** Below this logger all is ours. */
  LoggerName OURS = new LoggerName("dev.sojourn");

  /** Why a logger must not have a level, if so. */
  static Optional<String> fault(LoggerName logger, LogLevel level) {
    var isOurs = logger.equals(OURS) || logger.value().startsWith(OURS + ".");
    return level == LogLevel.TRACE && !isOurs
        ? Optional.of(
            "must not be trace: libraries then write whole URLs, which may have tokens in them;"
                + " "
                + OURS
                + " may")
        : Optional.empty();
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
