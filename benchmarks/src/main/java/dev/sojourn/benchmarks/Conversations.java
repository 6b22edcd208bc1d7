package dev.sojourn.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The conversations that are measured. */
final class Conversations {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  /** What applications keep with a session. */
  static final String ATTRIBUTES =
      "{\"tenant\":\"shop-eu\",\"roles\":[\"buyer\",\"reviewer\"],\"locale\":\"de-DE\"}";

  private Conversations() {}

  /** As many conversations as there are connections. */
  static <C extends Conversation> List<C> each(int connections, IntFunction<C> of) {
    return IntStream.range(0, connections).mapToObj(of).toList();
  }

  /** Always the same request, and one of these statuses. */
  record Same(byte[] next, Set<Integer> statuses) implements Conversation {
    @Override
    public boolean isRight(int answered, String head, String body) {
      return statuses.contains(answered);
    }
  }

  /** The least answer, asked for by one client after the other. */
  static final class Live implements Conversation {
    private final Clients clients;
    private int next;

    Live(Clients clients, int from) {
      this.clients = clients;
      this.next = from;
    }

    @Override
    public byte[] next() {
      next++;
      return Conversation.request("GET", "/health/live", clients.of(next), "");
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      return status == 200;
    }
  }

  /** Verifies access tokens one after the other, beginning anywhere. */
  static final class Verify implements Conversation {
    private final Clients clients;
    private final Population population;
    private int next;

    Verify(Clients clients, Population population, int from) {
      this.clients = clients;
      this.population = population;
      this.next = from;
    }

    @Override
    public byte[] next() {
      next = population.after(next);
      return Conversation.request(
          "GET",
          "/v1/verify",
          clients.of(next) + "Authorization: Bearer " + population.accessToken(next) + "\r\n",
          "");
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      return status == 200 && head.contains(population.userId(next));
    }
  }

  /** Verifies the cookies of browsers, as nginx asks about them. */
  static final class VerifyCookie implements Conversation {
    private final Population population;
    private int next;

    VerifyCookie(Population population, int from) {
      this.population = population;
      this.next = from;
    }

    @Override
    public byte[] next() {
      next = population.after(next);
      var cookie = "Cookie: __Host-sojourn=" + population.accessToken(next) + "; ";
      return Conversation.request(
          "GET", "/v1/verify", Clients.NGINX.of(next).replace("Cookie: ", cookie), "");
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
          Clients.SDK.of(next) + SojournProcess.AUTHORIZATION + FORM,
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
    private final Clients clients;
    private final int first;
    private final String[] tokens;
    private int next;

    /** Chains that begin with these tokens, of the first session and those after it. */
    Refresh(Clients clients, int first, List<String> tokens) {
      this.clients = clients;
      this.first = first;
      this.tokens = tokens.toArray(String[]::new);
    }

    @Override
    public byte[] next() {
      next = (next + 1) % tokens.length;
      return Conversation.request(
          "POST",
          "/v1/token",
          clients.of(first + next) + FORM,
          "grant_type=refresh_token&refresh_token=" + tokens[next]);
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

  /** Opens sessions, each of another user on another device, with all that a login tells. */
  static final class Open implements Conversation {
    private static final AtomicInteger USERS = new AtomicInteger();

    @Override
    public byte[] next() {
      var user = USERS.incrementAndGet();
      var rank = Clients.rank(user);
      return Conversation.request(
          "POST",
          "/v1/sessions",
          Clients.SDK.of(user)
              + SojournProcess.AUTHORIZATION
              + "Content-Type: application/json\r\n",
          "{\"user_id\":\"opened-"
              + user
              + "\",\"ip_address\":\""
              + Clients.address(rank)
              + "\",\"user_agent\":\""
              + UserAgentTexts.of(rank)
              + "\",\"amr\":[\"pwd\",\"otp\"],\"attributes\":"
              + ATTRIBUTES
              + "}");
    }

    @Override
    public boolean isRight(int status, String head, String body) {
      return status == 201 && body.contains("\"refresh_token\"");
    }
  }
}
