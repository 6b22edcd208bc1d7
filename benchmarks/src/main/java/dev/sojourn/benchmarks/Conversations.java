package dev.sojourn.benchmarks;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The conversations that are measured. */
final class Conversations {
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final byte[] END_OF_LINE = Conversation.bytes("\r\n");

  /** What applications keep with a session. */
  static final String ATTRIBUTES =
      "{\"tenant\":\"shop-eu\",\"roles\":[\"buyer\",\"reviewer\"],\"locale\":\"de-DE\"}";

  private Conversations() {}

  /** As many conversations as there are connections. */
  static <C extends Conversation> List<C> each(int connections, IntFunction<C> of) {
    return IntStream.range(0, connections).mapToObj(of).toList();
  }

  /** Always the same request, and one of these statuses. */
  record Same(byte[] request, Set<Integer> statuses) implements Conversation {
    @Override
    public void next(ByteBuffer next) {
      next.put(request);
    }

    @Override
    public boolean isRight(Answer answer) {
      return statuses.contains(answer.status());
    }
  }

  /** The least answer, asked for by one client after the other. */
  static final class Live implements Conversation {
    private static final byte[] LINE = line("GET", "/health/live");

    private final Clients clients;
    private int next;

    Live(Clients clients, int from) {
      this.clients = clients;
      this.next = from;
    }

    @Override
    public void next(ByteBuffer request) {
      next++;
      request.put(LINE).put(clients.encoded(next)).put(END_OF_LINE);
    }

    @Override
    public boolean isRight(Answer answer) {
      return answer.status() == 200;
    }
  }

  /** Verifies access tokens one after the other, beginning anywhere. */
  static final class Verify implements Conversation {
    private static final byte[] LINE = line("GET", "/v1/verify");
    private static final byte[] BEARER = Conversation.bytes("Authorization: Bearer ");

    private final Clients clients;
    private final Population population;
    private int next;

    Verify(Clients clients, Population population, int from) {
      this.clients = clients;
      this.population = population;
      this.next = from;
    }

    @Override
    public void next(ByteBuffer request) {
      next = population.after(next);
      request.put(LINE).put(clients.encoded(next));
      request.put(BEARER).put(population.accessToken(next)).put(END_OF_LINE).put(END_OF_LINE);
    }

    @Override
    public boolean isRight(Answer answer) {
      return answer.status() == 200 && answer.has(population.userId(next));
    }
  }

  /** Verifies the cookies of browsers, as nginx asks about them. */
  static final class VerifyCookie implements Conversation {
    private static final byte[] LINE = line("GET", "/v1/verify");
    // In the one Cookie line that there is, before the shop's own.
    private static final byte[] COOKIE = Conversation.bytes("Cookie: __Host-sojourn=");
    private static final byte[] NEXT_COOKIE = Conversation.bytes("; ");

    private final Population population;
    private int next;

    VerifyCookie(Population population, int from) {
      this.population = population;
      this.next = from;
    }

    @Override
    public void next(ByteBuffer request) {
      next = population.after(next);
      var lines = Clients.NGINX.encoded(next);
      var cookies = Clients.NGINX.cookiesAt(next);
      request.put(LINE).put(lines, 0, cookies);
      request.put(COOKIE).put(population.accessToken(next)).put(NEXT_COOKIE);
      var rest = cookies + "Cookie: ".length();
      request.put(lines, rest, lines.length - rest).put(END_OF_LINE);
    }

    @Override
    public boolean isRight(Answer answer) {
      return answer.status() == 200 && answer.has(population.userId(next));
    }
  }

  /** Introspects access tokens one after the other. */
  static final class Introspect implements Conversation {
    private static final byte[] LINE = line("POST", "/v1/introspect");
    private static final byte[] CREDENTIALS =
        Conversation.bytes(SojournProcess.AUTHORIZATION + FORM);
    private static final byte[] TOKEN = Conversation.bytes("token=");
    private static final byte[] ACTIVE = Conversation.bytes("\"active\":true");

    private final Population population;
    private int next;

    Introspect(Population population, int from) {
      this.population = population;
      this.next = from;
    }

    @Override
    public void next(ByteBuffer request) {
      next = population.after(next);
      var token = population.accessToken(next);
      request.put(LINE).put(Clients.SDK.encoded(next)).put(CREDENTIALS);
      request.put(lengthOf(TOKEN, token)).put(TOKEN).put(token);
    }

    @Override
    public boolean isRight(Answer answer) {
      return answer.status() == 200 && answer.has(ACTIVE) && answer.has(population.userId(next));
    }
  }

  /** One chain of rotating refresh tokens after the other. */
  static final class Refresh implements Conversation {
    private static final byte[] LINE = line("POST", "/v1/token");
    private static final byte[] TYPE = Conversation.bytes(FORM);
    private static final byte[] FIELDS =
        Conversation.bytes("grant_type=refresh_token&refresh_token=");
    private static final byte[] NAME = Conversation.bytes("\"refresh_token\":\"");

    private final Clients clients;
    private final int first;
    private final byte[][] tokens;
    private int next;

    /** Chains that begin with these tokens, of the first session and those after it. */
    Refresh(Clients clients, int first, List<String> tokens) {
      this.clients = clients;
      this.first = first;
      this.tokens = tokens.stream().map(Conversation::bytes).toArray(byte[][]::new);
    }

    @Override
    public void next(ByteBuffer request) {
      next = (next + 1) % tokens.length;
      var token = tokens[next];
      request.put(LINE).put(clients.encoded(first + next)).put(TYPE);
      request.put(lengthOf(FIELDS, token)).put(FIELDS).put(token);
    }

    @Override
    public boolean isRight(Answer answer) {
      if (answer.status() != 200) {
        return false;
      }
      var token = answer.upToQuote(NAME);
      var isNew = token.length > 0 && !Arrays.equals(token, tokens[next]);
      tokens[next] = isNew ? token : tokens[next];
      return isNew;
    }
  }

  /** Opens sessions, each of another user on another device, with all that a login tells. */
  static final class Open implements Conversation {
    private static final AtomicInteger USERS = new AtomicInteger();
    private static final Map<Integer, byte[]> RESTS = new ConcurrentHashMap<>();
    private static final byte[] LINE = line("POST", "/v1/sessions");
    private static final byte[] CREDENTIALS =
        Conversation.bytes(SojournProcess.AUTHORIZATION + "Content-Type: application/json\r\n");
    private static final byte[] USER = Conversation.bytes("{\"user_id\":\"opened-");
    private static final byte[] TOKEN = Conversation.bytes("\"refresh_token\"");

    @Override
    public void next(ByteBuffer request) {
      var user = USERS.incrementAndGet();
      var rank = Clients.rank(user);
      var id = Conversation.bytes(String.valueOf(user));
      var rest = RESTS.computeIfAbsent(rank, Open::rest);
      request.put(LINE).put(Clients.SDK.encoded(user)).put(CREDENTIALS);
      request.put(lengthOf(USER, id, rest)).put(USER).put(id).put(rest);
    }

    private static byte[] rest(int rank) {
      return Conversation.bytes(
          "\",\"ip_address\":\""
              + Clients.address(rank)
              + "\",\"user_agent\":\""
              + UserAgentTexts.of(rank)
              + "\",\"amr\":[\"pwd\",\"otp\"],\"attributes\":"
              + ATTRIBUTES
              + "}");
    }

    @Override
    public boolean isRight(Answer answer) {
      return answer.status() == 201 && answer.has(TOKEN);
    }
  }

  /** A request line, and the host. */
  private static byte[] line(String method, String path) {
    return Conversation.bytes(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
  }

  /** The line that says how long the body is which these make up, and the empty line before it. */
  private static byte[] lengthOf(byte[]... parts) {
    var length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    return Conversation.bytes("Content-Length: " + length + "\r\n\r\n");
  }
}
