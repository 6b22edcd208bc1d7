package dev.sojourn.benchmarks;

import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.token.OpaqueAccessToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Whether time tells what an answer does not: pairs of requests that must be answered alike, asked
 * one after the other in random order over one connection. Never a goal, as a machine that is busy
 * would miss it; what matters is whether the pairs differ by more than the same request differs
 * from itself, and by less than one that does more.
 */
final class Timing {
  private static final int WARM_UP = 2_000;
  private static final int SAMPLES = 8_000;
  private static final int FEWER_SAMPLES = 2_000;

  /** From here on there are as many sessions as are asked for, which others do not use. */
  private static final long KNOWN = 90_000;

  /** Numbers of sessions that are not. */
  private static final long UNKNOWN = 1L << 40;

  /** The tag is the last 32 bytes, the check the 8 before. */
  private static final int TAG = 32;

  private static final int CHECK = 8;
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final Random random = new Random(20_261_124);
  private final List<String> rows = new ArrayList<>();

  private Timing() {}

  /** What is timed: the {@code n}-th of its kind, made ready before. */
  private interface Question {
    Runnable ready(int n);
  }

  /** One row for each pair, as a table has them. */
  static List<String> measure(Postgres postgres) {
    var timing = new Timing();
    timing.inProcess();
    try (var sojourn = SojournProcess.on(postgres, Map.of());
        var line = new Line(sojourn.port())) {
      timing.overTheSocket(line);
    }
    return timing.rows;
  }

  private void inProcess() {
    var token = Population.firstAccessToken(KNOWN);
    var secret = Population.secret(KNOWN);
    pair(
        "comparison of a tag alone: wrong in the first byte, in the last",
        SAMPLES,
        compared(changed(token, TAG), secret),
        compared(changed(token, 1), secret));
  }

  private static Question compared(String text, Secret secret) {
    var token = OpaqueAccessToken.parse(text, Population.KEYS).orElseThrow();
    return _ ->
        () -> {
          if (token.isMadeFor(secret, Population.KEYS)) {
            throw new IllegalStateException("it was changed");
          }
        };
  }

  private void overTheSocket(Line line) {
    var token = Population.firstAccessToken(KNOWN);
    pair(
        "control: one request beside itself",
        SAMPLES,
        line.asking(401, _ -> verify(changed(token, 1))),
        line.asking(401, _ -> verify(changed(token, 1))));
    pair(
        "control: a wrong check, which asks nobody, beside a wrong tag, which asks Postgres",
        SAMPLES,
        line.asking(401, _ -> verify(changed(token, TAG + 1))),
        line.asking(401, _ -> verify(changed(token, 1))));
    pair(
        "verify: check wrong in the first byte, in the last",
        SAMPLES,
        line.asking(401, _ -> verify(changed(token, TAG + CHECK))),
        line.asking(401, _ -> verify(changed(token, TAG + 1))));
    pair(
        "verify: tag wrong in the first byte, in the last",
        SAMPLES,
        line.asking(401, _ -> verify(changed(token, TAG))),
        line.asking(401, _ -> verify(changed(token, 1))));
    pair(
        "verify: check wrong, session unknown, known",
        SAMPLES,
        line.asking(401, n -> verify(changed(Population.firstAccessToken(UNKNOWN + n), TAG + 1))),
        line.asking(401, n -> verify(changed(Population.firstAccessToken(KNOWN + n), TAG + 1))));
    pair(
        "verify: tag wrong, session unknown, known",
        SAMPLES,
        line.asking(401, n -> verify(changed(Population.firstAccessToken(UNKNOWN + n), 1))),
        line.asking(401, n -> verify(changed(Population.firstAccessToken(KNOWN + n), 1))));
    pair(
        "refresh: tag wrong, session unknown, known",
        SAMPLES,
        line.asking(400, n -> refresh(changed(Population.firstRefreshToken(UNKNOWN + n), 1))),
        line.asking(400, n -> refresh(changed(Population.firstRefreshToken(KNOWN + n), 1))));
    var key = SojournProcess.KEY;
    pair(
        "API key: nothing right, all but the last character",
        SAMPLES,
        line.asking(401, _ -> policies("Bearer sak_" + "x".repeat(key.length() - 4))),
        line.asking(401, _ -> policies("Bearer " + key.substring(0, key.length() - 1) + "x")));
    pair(
        "client authentication: client unknown, known, secret wrong",
        SAMPLES,
        line.asking(401, _ -> introspect("nobod")),
        line.asking(401, _ -> introspect("bench")));
    lockouts(line);
  }

  private void lockouts(Line line) {
    for (var n = 0; n < WARM_UP + FEWER_SAMPLES; n++) {
      line.asking(200, m -> attempt("known-", m, "192.0.2.1", "succeeded")).ready(n).run();
    }
    pair(
        "lockout: where a subject stands for a stranger, unknown, one that has logged in",
        FEWER_SAMPLES,
        line.asking(200, n -> status("nobod-" + n)),
        line.asking(200, n -> status("known-" + n)));
    pair(
        "lockout: the first failure of a stranger, unknown, one that has logged in",
        FEWER_SAMPLES,
        line.asking(200, n -> attempt("nobod-", n, "203.0.113.9", "failed")),
        line.asking(200, n -> attempt("known-", n, "203.0.113.9", "failed")));
  }

  private static byte[] verify(String token) {
    return Conversation.request("GET", "/v1/verify", "Authorization: Bearer " + token + "\r\n", "");
  }

  private static byte[] refresh(String token) {
    return Conversation.request(
        "POST", "/v1/token", FORM, "grant_type=refresh_token&refresh_token=" + token);
  }

  private static byte[] policies(String credentials) {
    return Conversation.request(
        "GET", "/v1/policies", "Authorization: " + credentials + "\r\n", "");
  }

  private static byte[] introspect(String client) {
    return Conversation.request(
        "POST",
        "/v1/introspect",
        FORM,
        "token=x&client_id=" + client + "&client_secret=sak_" + "x".repeat(23));
  }

  private static byte[] status(String subject) {
    return Conversation.request(
        "GET",
        "/v1/lockouts/" + subject + "?ip_address=203.0.113.9",
        SojournProcess.AUTHORIZATION,
        "");
  }

  private static byte[] attempt(String kind, int n, String address, String outcome) {
    return Conversation.request(
        "POST",
        "/v1/login-attempts",
        SojournProcess.AUTHORIZATION + JSON,
        "{\"subject\":\"%s%d\",\"ip_address\":\"%s\",\"outcome\":\"%s\"}"
            .formatted(kind, n, address, outcome));
  }

  /** A token with one bit changed, in the byte that is so many before its end. */
  private static String changed(String token, int fromEnd) {
    var bytes = Base64.getUrlDecoder().decode(token.substring(4));
    bytes[bytes.length - fromEnd] ^= 1;
    return token.substring(0, 4) + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void pair(String what, int samples, Question one, Question other) {
    var times = new double[2][samples];
    var asked = new int[2];
    for (var n = 0; n < WARM_UP; n++) {
      one.ready(samples + n).run();
      other.ready(samples + n).run();
    }
    while (asked[0] < samples || asked[1] < samples) {
      var which = random.nextInt(2);
      if (asked[which] < samples) {
        var n = asked[which]++;
        var question = (which == 0 ? one : other).ready(n);
        var from = System.nanoTime();
        question.run();
        times[which][n] = System.nanoTime() - from;
      }
    }
    var row = row(what, times[0], times[1]);
    System.out.println(row);
    rows.add(row);
  }

  private static String row(String what, double[] one, double[] other) {
    Arrays.sort(one);
    Arrays.sort(other);
    var noise = Math.max(at(one, 0.9), at(other, 0.9));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %.3f | %.1f |",
        what,
        distribution(one),
        distribution(other),
        at(one, 0.5) / at(other, 0.5),
        welch(below(one, noise), below(other, noise)));
  }

  private static String distribution(double[] sorted) {
    return String.format(
        Locale.ROOT,
        "%.1f, %.1f, %.1f",
        at(sorted, 0.5) / 1e3,
        at(sorted, 0.9) / 1e3,
        at(sorted, 0.99) / 1e3);
  }

  private static double at(double[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))];
  }

  /** Without what the machine did meanwhile, which would hide any difference (dudect). */
  private static double[] below(double[] sorted, double limit) {
    return Arrays.stream(sorted).filter(time -> time <= limit).toArray();
  }

  /** By how many standard errors the means differ. */
  private static double welch(double[] one, double[] other) {
    var means = new double[] {mean(one), mean(other)};
    return (means[0] - means[1])
        / Math.sqrt(
            variance(one, means[0]) / one.length + variance(other, means[1]) / other.length);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values, double mean) {
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum()
        / (values.length - 1);
  }

  /** One connection that is used again and again. Blocks. */
  private static final class Line implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    Line(int port) {
      try {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = new BufferedInputStream(socket.getInputStream());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Asks the {@code n}-th of these, which must be answered with this status. */
    Question asking(int status, IntFunction<byte[]> requests) {
      return n -> {
        var request = requests.apply(n);
        return () -> ask(request, status);
      };
    }

    private void ask(byte[] request, int status) {
      try {
        out.write(request);
        var answered = answer();
        if (answered != status) {
          throw new IllegalStateException("status " + answered + " instead of " + status);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int answer() throws IOException {
      var status = Integer.parseInt(line().substring(9, 12));
      var length = 0;
      for (var header = line(); !header.isEmpty(); header = line()) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      in.skipNBytes(length);
      return status;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (var next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the connection was closed");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
