package dev.sojourn.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import dev.sojourn.bootstrap.logging.LogFormat;
import dev.sojourn.bootstrap.logging.LogLines;
import dev.sojourn.bootstrap.logging.Logging;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * All that is logged from its beginning to its close, with libraries at level info and Sojourn
 * itself at trace: more cannot be had.
 */
final class LoggedLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);

  /** Silent meanwhile: it would be flooded. */
  private final Appender<ILoggingEvent> console = root.getAppender(Logging.CONSOLE);

  private final Map<Logger, Level> levels = new HashMap<>();
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
  private final Encoder<ILoggingEvent> encoder = LogLines.encoder(LogFormat.JSON, loggers);
  private final ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();

  private LoggedLines() {}

  static LoggedLines begin() {
    var lines = asLevelsAre();
    lines.setLevels();
    return lines;
  }

  /** The same at the levels that are in force, which the test may change meanwhile. */
  static LoggedLines asLevelsAre() {
    var lines = new LoggedLines();
    lines.setContext(lines.loggers);
    lines.start();
    lines.root.detachAppender(lines.console);
    lines.root.addAppender(lines);
    return lines;
  }

  private void setLevels() {
    for (var logger : loggers.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger, logger.getLevel());
        logger.setLevel(Level.INFO);
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
    written.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
    lines.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + failure);
  }

  Logger logger(String name) {
    return loggers.getLogger(name);
  }

  List<String> all() {
    return List.copyOf(lines);
  }

  /** All of them, one after the other. */
  String text() {
    return String.join("\n", lines);
  }

  /** The same as they are written in JSON, each with what ends it. */
  List<String> written() {
    return List.copyOf(written);
  }

  @Override
  public void close() {
    root.detachAppender(this);
    root.addAppender(console);
    levels.forEach(Logger::setLevel);
    stop();
  }
}
