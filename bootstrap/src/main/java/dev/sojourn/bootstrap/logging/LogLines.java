package dev.sojourn.bootstrap.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sojourn.adapters.http.server.CurrentRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.composite.loggingevent.KeyValuePairsJsonProvider;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.encoder.LoggingEventCompositeJsonEncoder;

/**
 * The lines of the log. What belongs to a request has its id and its client in it, which are read
 * when the line is written, on the thread that works on the request: a line must not be put off.
 */
public final class LogLines {
  private static final String TIMESTAMP = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX";
  private static final String PATTERN =
      "%d{\"" + TIMESTAMP + "\", UTC} %-5level %logger{20} - %msg%request%n%ex";

  private LogLines() {}

  /** Started, in this format. */
  public static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext loggers) {
    return switch (format.here()) {
      case TEXT -> text(loggers);
      case JSON, AUTO -> json(loggers);
    };
  }

  private static Encoder<ILoggingEvent> text(LoggerContext loggers) {
    var layout = new PatternLayout();
    layout.setContext(loggers);
    layout.getInstanceConverterMap().put("request", RequestConverter::new);
    layout.setPattern(PATTERN);
    layout.start();
    var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
    encoder.setContext(loggers);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext loggers) {
    var timestamp = new LoggingEventFormattedTimestampJsonProvider();
    timestamp.setFieldName("timestamp");
    timestamp.setPattern(TIMESTAMP);
    timestamp.setTimeZone("UTC");
    var logger = new LoggerNameJsonProvider();
    logger.setFieldName("logger");
    var encoder = new LoggingEventCompositeJsonEncoder();
    encoder.setContext(loggers);
    encoder.setFindAndRegisterJacksonModules(false); // they would be looked for on the class path
    var providers = encoder.getProviders();
    providers.addProvider(timestamp);
    providers.addProvider(new LogLevelJsonProvider());
    providers.addProvider(logger);
    providers.addProvider(new MessageJsonProvider());
    providers.addProvider(new RequestFields());
    providers.addProvider(new KeyValuePairsJsonProvider());
    providers.addProvider(new StackTraceJsonProvider());
    encoder.start();
    return encoder;
  }

  /** What is known of the request that is being worked on, by the names in JSON. */
  private static Map<String, String> ofRequest() {
    var fields = new LinkedHashMap<String, String>();
    CurrentRequest.now()
        .ifPresent(
            request -> {
              fields.put("request_id", request.id());
              request.traceId().ifPresent(trace -> fields.put("trace_id", trace));
              request.client().ifPresent(client -> fields.put("client", client.value()));
            });
    return fields;
  }

  /** Of the request, as fields of their own. */
  private static final class RequestFields extends AbstractJsonProvider<ILoggingEvent> {
    @Override
    public void writeTo(JsonGenerator generator, ILoggingEvent event) throws IOException {
      for (var field : ofRequest().entrySet()) {
        generator.writeStringField(field.getKey(), field.getValue());
      }
    }
  }

  /** Of the request, behind the message. */
  private static final class RequestConverter extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
      var fields = ofRequest();
      return fields.isEmpty()
          ? ""
          : fields.entrySet().stream()
              .map(field -> field.getKey() + "=" + field.getValue())
              .collect(Collectors.joining(" ", " [", "]"));
    }
  }
}
