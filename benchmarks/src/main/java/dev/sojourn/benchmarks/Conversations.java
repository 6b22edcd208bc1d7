package dev.sojourn.benchmarks;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The conversations that are measured. */
final class Conversations {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  private Conversations() {}

  /** As many conversations as there are connections. */
  static <C extends Conversation> List<C> each(int connections, IntFunction<C> of) {
    return IntStream.range(0, connections).mapToObj(of).toList();
  }

  /** Always the same request, and the same status. */
  record Same(byte[] next, int status) implements Conversation {
    static Same live() {
      return new Same(Conversation.request("GET", "/health/live", "", ""), 200);
    }

    @Override
    public boolean isRight(int answered, String head, String body) {
      return answered == status;
    }
  }

  /** Verifies access tokens one after the other, beginning anywhere. */
  static final class Verify implements Conversation {
    private final Population population;
    private int next;

    Verify(Population population, int from) {
      this.population = population;
      this.next = from;
    }

    @Override
    public byte[] next() {
      next = population.after(next);
      return Conversation.request(
          "GET",
          "/v1/verify",
          "Authorization: Bearer " + population.accessToken(next) + "\r\n",
          "");
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      return status == 200 && head.contains(population.userId(next));
    }
  }

  /** Introspects access tokens one after the other. */
  static final class Introspect implements Conversation {
    private final Population population;
    private int next;

    Introspect(Population population, int from) {
      this.population = population;
      this.next = from;
    }

    @Override
    public byte[] next() {
      next = population.after(next);
      return Conversation.request(
          "POST",
          "/v1/introspect",
          SojournProcess.AUTHORIZATION + FORM,
          "token=" + population.accessToken(next));
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      return status == 200
          && body.contains("\"active\":true")
          && body.contains(population.userId(next));
    }
  }

  /** One chain of rotating refresh tokens after the other. */
  static final class Refresh implements Conversation {
    private final String[] tokens;
    private int next;

    /** Chains that begin with these tokens. */
    Refresh(List<String> tokens) {
      this.tokens = tokens.toArray(String[]::new);
    }

    @Override
    public byte[] next() {
      next = (next + 1) % tokens.length;
      return Conversation.request(
          "POST", "/v1/token", FORM, "grant_type=refresh_token&refresh_token=" + tokens[next]);
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      var name = "\"refresh_token\":\"";
      var at = body.indexOf(name);
      if (status != 200 || at < 0) {
        return false;
      }
      var token = body.substring(at + name.length(), body.indexOf('"', at + name.length()));
      var isNew = !token.equals(tokens[next]);
      tokens[next] = token;
      return isNew;
    }
  }

  /** Opens sessions, each of another user. */
  static final class Open implements Conversation {
    private static final AtomicInteger USERS = new AtomicInteger();

    @Override
    public byte[] next() {
      return Conversation.request(
          "POST",
          "/v1/sessions",
          SojournProcess.AUTHORIZATION + "Content-Type: application/json\r\n",
          "{\"user_id\":\"opened-" + USERS.incrementAndGet() + "\",\"ip_address\":\"192.0.2.1\"}");
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      return status == 201 && body.contains("\"refresh_token\"");
    }
  }
}
