package dev.sojourn.bootstrap.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.sojourn.adapters.http.api.admin.LogLevel;
import dev.sojourn.adapters.http.api.admin.LogLevels;
import dev.sojourn.adapters.http.api.admin.LoggerName;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/** The levels of Logback's loggers. */
public final class LogbackLevels implements LogLevels {
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogbackLevels.class);

  private final LoggerContext loggers;
  private final Context context;
  private final InstantSource clock;
  private final SortedMap<LoggerName, LogLevel> configured;
  private Optional<Instant> until = Optional.empty();
  private long changes;

  private LogbackLevels(LoggerContext loggers, Vertx vertx, InstantSource clock) {
    this.loggers = loggers;
    // Of its own: what happens later is not the doing of the request that asked for it.
    this.context = vertx.getOrCreateContext();
    this.clock = clock;
    this.configured = Logging.isLeftToLogback() ? levels() : Logging.levels(System.getenv());
  }

  /** As they are configured now. */
  public static LogbackLevels ofThisProcess(Vertx vertx, InstantSource clock) {
    return new LogbackLevels((LoggerContext) LoggerFactory.getILoggerFactory(), vertx, clock);
  }

  @Override
  public synchronized InForce inForce() {
    return new InForce(levels(), until);
  }

  @Override
  public synchronized InForce change(
      SortedMap<LoggerName, LogLevel> levels, Optional<Duration> lasting) {
    set(levels);
    until = lasting.map(clock.instant()::plus);
    LOG.info(
        "the levels of the log were changed to {}{}",
        levels,
        until.map(end -> " until " + end).orElse(""));
    changes++;
    var change = changes;
    lasting.ifPresent(
        duration ->
            context.runOnContext(
                _ -> context.owner().setTimer(duration.toMillis(), _ -> expire(change))));
    return inForce();
  }

  /** Unless there was another change since. */
  private synchronized void expire(long change) {
    if (change == changes) {
      set(Collections.emptySortedMap());
      until = Optional.empty();
      LOG.info("the levels of the log are as configured again");
    }
  }

  private void set(SortedMap<LoggerName, LogLevel> levels) {
    var asked = new TreeMap<>(configured);
    asked.putAll(levels);
    var wanted = LogLevels.applied(asked);
    for (var logger : loggers.getLoggerList()) {
      if (logger.getLevel() != null && !wanted.containsKey(name(logger))) {
        logger.setLevel(null); // then it has the one of the logger above
      }
    }
    wanted.forEach((name, level) -> logger(name).setLevel(Level.toLevel(level.word())));
  }

  private SortedMap<LoggerName, LogLevel> levels() {
    var levels = new TreeMap<LoggerName, LogLevel>();
    for (var logger : loggers.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(name(logger), level(logger.getLevel()));
      }
    }
    return Collections.unmodifiableSortedMap(levels);
  }

  private Logger logger(LoggerName name) {
    return loggers.getLogger(name.equals(LoggerName.ROOT) ? Logger.ROOT_LOGGER_NAME : name.value());
  }

  private static LoggerName name(Logger logger) {
    return logger.getName().equals(Logger.ROOT_LOGGER_NAME)
        ? LoggerName.ROOT
        : new LoggerName(logger.getName());
  }

  private static LogLevel level(Level level) {
    return LogLevel.ofWord(level.toString().toLowerCase(Locale.ROOT)).orElse(LogLevel.TRACE);
  }
}
