package dev.sojourn.bootstrap.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.sojourn.adapters.http.api.admin.LogLevel;
import dev.sojourn.adapters.http.api.admin.LogLevels;
import dev.sojourn.adapters.http.api.admin.LoggerName;
import dev.sojourn.bootstrap.setting.Variables;
import dev.sojourn.domain.Parsed;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;

/**
 * How Sojourn logs, said to Logback in Java: an XML file would load several hundred classes of an
 * XML parser at every start. Who names a {@code logback.configurationFile} gets that instead.
 *
 * <p>This happens before there is a configuration, so it goes by the environment alone. What is
 * wrong there reads as if it were not set, and is told when the configuration is read.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {
  /** Under this name the console is an appender of the root logger. */
  public static final String CONSOLE = "console";

  /** What they have to say below a warning is about themselves. */
  private static final Map<LoggerName, LogLevel> ABOUT_THEMSELVES =
      Map.of(
          new LoggerName("io.netty"), LogLevel.WARN,
          new LoggerName("io.vertx"), LogLevel.WARN,
          new LoggerName("io.zonky"), LogLevel.WARN,
          new LoggerName("io.smallrye"), LogLevel.WARN,
          new LoggerName("org.flywaydb"), LogLevel.WARN,
          new LoggerName("org.jooq"), LogLevel.WARN,
          new LoggerName("org.postgresql"), LogLevel.WARN);

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    if (isLeftToLogback()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    LogLevels.applied(levels(System.getenv()))
        .forEach(
            (name, level) ->
                loggers
                    .getLogger(
                        name.equals(LoggerName.ROOT) ? Logger.ROOT_LOGGER_NAME : name.value())
                    .setLevel(Level.toLevel(level.word())));
    loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console(loggers));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Whether an operator has configured Logback otherwise. */
  static boolean isLeftToLogback() {
    return System.getProperty("logback.configurationFile") != null;
  }

  /** Those that are asked for at the start. */
  static SortedMap<LoggerName, LogLevel> levels(Map<String, String> environment) {
    var levels = new TreeMap<>(ABOUT_THEMSELVES);
    levels.put(
        LoggerName.ROOT,
        read(environment, Variables.LOG_LEVEL, LogLevelText::rootLevel).orElse(LogLevel.INFO));
    read(environment, Variables.LOG_LEVELS, LogLevelText::levels).ifPresent(levels::putAll);
    return levels;
  }

  /** A property says what is meant where the environment does not: Maven has no terminal. */
  private static LogFormat format(Map<String, String> environment) {
    return read(environment, Variables.LOG_FORMAT, LogFormat::parse)
        .or(
            () ->
                Optional.ofNullable(System.getProperty("sojourn.logFormat"))
                    .flatMap(text -> LogFormat.parse(text).valid()))
        .orElse(LogFormat.AUTO);
  }

  private static <T> Optional<T> read(
      Map<String, String> environment, String variable, Function<String, Parsed<T>> parse) {
    return Optional.ofNullable(environment.get(variable))
        .map(String::strip)
        .flatMap(text -> parse.apply(text).valid());
  }

  private static ConsoleAppender<ILoggingEvent> console(LoggerContext loggers) {
    var encoder = LogLines.encoder(format(System.getenv()), loggers);
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(loggers);
    console.setName(CONSOLE);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    return console;
  }
}
