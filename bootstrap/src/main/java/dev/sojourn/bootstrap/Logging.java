package dev.sojourn.bootstrap;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * How Sojourn logs, said to Logback in Java: an XML file would load several hundred classes of an
 * XML parser at every start. Who names a {@code logback.configurationFile} gets that instead.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String PATTERN =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level %logger{20} - %msg%n%ex";

  /** What they have to say below a warning is about themselves. */
  private static final List<String> ABOUT_THEMSELVES =
      List.of(
          "io.netty",
          "io.vertx",
          "io.zonky",
          "io.smallrye",
          "org.flywaydb",
          "org.jooq",
          "org.postgresql");

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    if (System.getProperty("logback.configurationFile") != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    var level =
        Level.toLevel(
            Optional.ofNullable(System.getenv("SOJOURN_LOG_LEVEL")).orElse("info"), Level.INFO);
    var root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level);
    root.addAppender(console(loggers, level));
    for (var name : ABOUT_THEMSELVES) {
      loggers.getLogger(name).setLevel(Level.WARN);
    }
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext loggers, Level level) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(loggers);
    encoder.setPattern(PATTERN);
    encoder.start();
    var filter = new ThresholdFilter();
    filter.setLevel(level.toString());
    filter.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(loggers);
    console.setName("console");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.addFilter(filter);
    console.start();
    return console;
  }
}
