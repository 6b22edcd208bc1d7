package dev.sojourn.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * All that is logged from its beginning to its close, with everybody at level debug and Sojourn
 * itself at trace.
 */
final class LoggedLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Map<Logger, Level> levels = new HashMap<>();
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

  private LoggedLines() {}

  static LoggedLines begin() {
    var lines = new LoggedLines();
    lines.setContext(lines.loggers);
    lines.start();
    lines.setLevels();
    lines.loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
    return lines;
  }

  private void setLevels() {
    for (var logger : loggers.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger, logger.getLevel());
        logger.setLevel(Level.DEBUG);
      }
    }
    var ours = loggers.getLogger("dev.sojourn");
    levels.put(ours, ours.getLevel());
    ours.setLevel(Level.TRACE);
  }

  @Override
  protected void append(ILoggingEvent event) {
    var failure =
        event.getThrowableProxy() == null
            ? ""
            : ThrowableProxyUtil.asString(event.getThrowableProxy());
    lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + failure);
  }

  List<String> all() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
    levels.forEach(Logger::setLevel);
    stop();
  }
}
