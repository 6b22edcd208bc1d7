package dev.sojourn.adapters.http.request;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Credentials;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.problem.ErrorShape;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.server.CurrentRequest;
import dev.sojourn.adapters.http.server.connection.IncomingRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All endpoints, mounted in one way: who may call, then the body, then the query, then what is
 * done. Since this is a list, it also knows which methods a path takes, and what the contract must
 * name.
 */
public final class Endpoints {
  /** What is under this key of a request's data is the template of its path. */
  public static final String ROUTE = "route";

  /** Under this key is when the answer was there, if it began long before it ended. */
  public static final String ANSWERED_AT = "answered-at";

  /** What counts for how often a client may call; the token endpoints count for themselves. */
  private static final Set<String> OF_LOGINS =
      Set.of("POST /v1/sessions", "POST /v1/authorizations", "POST /v1/login-attempts");

  /** What must not be done when nobody waits for it any more. */
  private static final Set<HttpMethod> CHANGING =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  private final List<Endpoint> all;
  private final ApiKeys keys;
  private final RateLimiter keyRates;
  private final ServerContext server;

  public Endpoints(List<Endpoint> all, ApiKeys keys, RateLimiter keyRates, ServerContext server) {
    this.all = List.copyOf(all);
    this.keys = keys;
    this.keyRates = keyRates;
    this.server = server;
  }

  /** Every endpoint as {@code METHOD /template}. */
  public Set<String> names() {
    return all.stream()
        .map(endpoint -> endpoint.method().name() + " " + endpoint.template())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How errors are written at a path, also of requests that no route ever sees. */
  public ErrorShape errorsAt(String path) {
    return all.stream()
        .filter(endpoint -> endpoint.template().equals(path))
        .map(Endpoint::errors)
        .findFirst()
        .orElse(ErrorShape.PROBLEM);
  }

  /** Mounts all of them; what is left falls through to the router's own answers. */
  public void mountOn(Router router) {
    var methods = new LinkedHashMap<Endpoint, TreeSet<String>>();
    var firstOfPath = new LinkedHashMap<String, Endpoint>();
    for (var endpoint : all) {
      var first = firstOfPath.computeIfAbsent(endpoint.template(), _ -> endpoint);
      var allowed = methods.computeIfAbsent(first, _ -> new TreeSet<>());
      allowed.add(endpoint.method().name());
      router.route(endpoint.method(), endpoint.routerPath()).handler(http -> take(http, endpoint));
      if (endpoint.method().equals(HttpMethod.GET)) {
        allowed.add("HEAD");
        router.route(HttpMethod.HEAD, endpoint.routerPath()).handler(http -> take(http, endpoint));
      }
    }
    // After all methods of all paths, so that no literal path is shadowed by a template.
    methods.forEach(
        (endpoint, allowed) ->
            router
                .route(endpoint.routerPath())
                .handler(
                    http -> {
                      http.put(ROUTE, endpoint.template());
                      http.put(ErrorShape.KEY, endpoint.errors());
                      http.response().putHeader("Allow", String.join(", ", allowed));
                      http.fail(
                          Problem.of(
                              ProblemType.METHOD_NOT_ALLOWED,
                              "takes " + String.join(", ", allowed)));
                    }));
  }

  public void take(RoutingContext http, Endpoint endpoint) {
    http.put(ROUTE, endpoint.template());
    http.put(ErrorShape.KEY, endpoint.errors());
    server.tracing().routed(endpoint.method().name(), endpoint.template());
    if (endpoint.template().startsWith("/v1/")) {
      http.response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
    refuseStale(http, endpoint);
    var client = endpoint.scope().map(scope -> client(http, endpoint, scope));
    if (OF_LOGINS.contains(endpoint.method().name() + " " + endpoint.template())) {
      client.ifPresent(key -> refuseTooMany(http, key));
    }
    withBody(http, endpoint.bodyLimit(), body -> handle(http, endpoint, body, client));
  }

  private void handle(
      RoutingContext http, Endpoint endpoint, Buffer body, Optional<ApiKey> client) {
    try {
      refuseStale(http, endpoint);
      var query =
          endpoint.parameters().equals(Endpoint.ANY)
              ? Query.read(null, Set.of())
              : Query.read(http.request().query(), endpoint.parameters());
      if (endpoint.parameters().isEmpty()) {
        query.done();
      }
      endpoint
          .handle()
          .accept(new Call(http, endpoint, body, query, client, server.callerAddress()));
    } catch (RuntimeException problem) {
      http.fail(problem);
    }
  }

  /** Once when the request begins, and again when its body is here. */
  private void refuseStale(RoutingContext http, Endpoint endpoint) {
    if (CHANGING.contains(endpoint.method()) && server.stale().test(http.request())) {
      throw Problem.of(
          ProblemType.UNAVAILABLE,
          "the node was paused while this request waited, so it did nothing");
    }
  }

  private void refuseTooMany(RoutingContext http, ApiKey key) {
    keyRates
        .tooMany(key.name().value())
        .ifPresent(
            wait -> {
              http.response().putHeader("Retry-After", String.valueOf(wait.toSeconds() + 1));
              throw Problem.of(ProblemType.TOO_MANY_REQUESTS, "see Retry-After");
            });
  }

  private ApiKey client(RoutingContext http, Endpoint endpoint, Scope scope) {
    var client = Credentials.apiKey(http.request(), keys);
    if (client.isEmpty()) {
      http.response().putHeader("WWW-Authenticate", "Bearer realm=\"sojourn\"");
      throw Problem.of(
          ProblemType.UNAUTHENTICATED, "needs an API key: Authorization: Bearer sak_...");
    }
    if (!client.get().allows(scope)) {
      throw Problem.of(ProblemType.INSUFFICIENT_SCOPE, "needs the scope " + scope.word());
    }
    if (client.get().isLimitedToOwn() && !endpoint.keepsToReach()) {
      throw Problem.of(
          ProblemType.INSUFFICIENT_SCOPE,
          "is about more than the sessions of its own client, which "
              + Scope.SESSIONS_OWN.word()
              + " limits the key to");
    }
    CurrentRequest.isBy(client.get().name());
    return client.get();
  }

  /** Gathers the body, as long as it keeps within its bound. */
  private void withBody(RoutingContext http, BodyLimit limit, Consumer<Buffer> then) {
    var request = http.request();
    if (request.isEnded()) {
      then.accept(Buffer.buffer());
      return;
    }
    var incoming = IncomingRequest.of(http);
    var body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (http.response().ended()) {
            return; // refused, whatever else comes
          }
          if (body.length() + chunk.length() <= limit.mostBytes()) {
            body.appendBuffer(chunk);
            incoming.keeps(body.length());
          } else {
            IncomingRequest.closesAfterAnswer(request);
            http.fail(Problem.of(ProblemType.TOO_LARGE, limit.sentence()));
          }
        });
    request.endHandler(
        _ -> {
          server.received().accept(http);
          if (!http.response().ended()) {
            then.accept(body);
          }
        });
  }
}
