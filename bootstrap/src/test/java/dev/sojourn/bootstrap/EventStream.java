package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A client of server-sent events, which reads them as the HTML Living Standard says (section
 * 9.2.6).
 */
final class EventStream implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long HUNG_AFTER_SECONDS = 300;

  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Thread reader;
  private volatile String lastEventId = "";

  /** An event; the last of all has no type. */
  record Event(String id, String type, String data) {
    static final Event END = new Event("", "", "");

    JsonNode json() {
      try {
        return JSON.readTree(data);
      } catch (JsonProcessingException noJson) {
        throw new AssertionError(data, noJson);
      }
    }
  }

  /** Begins to read; completes when the stream has begun. */
  static EventStream open(URI address, String path, String key, List<String> headers) {
    var request =
        HttpRequest.newBuilder(address.resolve(path)).header("Authorization", "Bearer " + key);
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    return new EventStream(request.build());
  }

  private EventStream(HttpRequest request) {
    try {
      var response = http.send(request, BodyHandlers.ofLines());
      assertEquals(200, response.statusCode());
      assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
      assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
      reader = Thread.startVirtualThread(() -> read(response.body()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private void read(Stream<String> lines) {
    var id = "";
    var type = "";
    var data = new ArrayList<String>();
    try (lines) {
      for (var line : (Iterable<String>) lines::iterator) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.add(line.substring(6));
        } else if (line.isEmpty()) {
          lastEventId = id;
          if (!data.isEmpty()) {
            events.add(new Event(id, type, String.join("\n", data)));
          }
          type = "";
          data.clear();
        }
      }
    } catch (UncheckedIOException closed) {
      // ends like any other
    }
    events.add(Event.END);
  }

  /** The next event, once it is there. */
  Event next() {
    try {
      var event = events.poll(HUNG_AFTER_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no event after " + HUNG_AFTER_SECONDS + " s");
      }
      return event;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  List<Event> next(int count) {
    return Stream.generate(this::next).limit(count).toList();
  }

  /** What a client that comes back says. */
  String lastEventId() {
    return lastEventId;
  }

  @Override
  public void close() {
    http.shutdownNow();
    try {
      reader.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
