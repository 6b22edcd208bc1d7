package dev.sojourn.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A clock of a node that can be moved, by Debian's libfaketime; the monotonic clock stays. */
public final class FakeClock {
  private static final Pattern CREATED_AT = Pattern.compile("\"created_at\":\"([^\"]+)\"");

  private final String library;
  private final Path offset;

  private FakeClock(String library, Path offset) {
    this.library = library;
    this.offset = offset;
  }

  /** One that goes right; empty if there is no libfaketime here. */
  public static Optional<FakeClock> find() {
    try {
      var library =
          Commands.run(List.of("faketime", "-f", "+0", "printenv", "LD_PRELOAD"))
              .strip()
              .replace("libfaketime.so", "libfaketimeMT.so"); // a JVM has many threads
      var clock = new FakeClock(library, Files.createTempFile("sojourn-faults", ".clock"));
      clock.step(0);
      return Optional.of(clock);
    } catch (UncheckedIOException | IllegalStateException missing) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a node needs in its environment to go by it. */
  public Map<String, String> settings() {
    return Map.of(
        "LD_PRELOAD", library,
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // With it, timed waits of a JVM end too late when the clock has moved.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** It is off by this much within a second. */
  public void step(int seconds) {
    try {
      Files.writeString(offset, "%+d\n".formatted(seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By how many seconds a node's clock is ahead of ours, as a session that it opens shows. */
  public double measure(Node node) {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/v1/sessions"))
              .header("Authorization", "Bearer " + Node.API_KEY)
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(5))
              .POST(HttpRequest.BodyPublishers.ofString("{\"user_id\":\"clock\"}"))
              .build();
      var body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      var createdAt = CREATED_AT.matcher(body);
      return createdAt.find()
          ? Duration.between(Instant.now(), Instant.parse(createdAt.group(1))).toMillis() / 1e3
          : Double.NaN;
    } catch (IOException e) {
      return Double.NaN;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
