package dev.sojourn.adapters.http;

import dev.sojourn.adapters.http.account.AccountRoutes;
import dev.sojourn.adapters.http.api.AllRoutes;
import dev.sojourn.adapters.http.console.ConsoleRoutes;
import dev.sojourn.adapters.http.html.Assets;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemHandler;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Endpoints;
import dev.sojourn.adapters.http.request.ServerContext;
import dev.sojourn.adapters.http.server.CertificateWatch;
import dev.sojourn.adapters.http.server.ClientAddress;
import dev.sojourn.adapters.http.server.CurrentRequest;
import dev.sojourn.adapters.http.server.Http2Requests;
import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.adapters.http.server.RequestMeter;
import dev.sojourn.adapters.http.server.RequestTarget;
import dev.sojourn.adapters.http.server.RequestTracing;
import dev.sojourn.adapters.http.server.TlsOptions;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.adapters.http.server.connection.Connections;
import dev.sojourn.adapters.http.server.connection.IncomingRequest;
import dev.sojourn.adapters.http.server.pause.PauseDetector;
import dev.sojourn.domain.session.IpAddress;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The API on a port: mounts all of it as one list, and is told when to stop. */
public final class HttpAdapter {
  /** It is logged, and so must not be a token or a key that somebody puts in the wrong header. */
  public static final Pattern REQUEST_ID =
      Pattern.compile("(?!s(?:ak|at|rt|xc|au)_)[A-Za-z0-9._-]{1,64}");

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** As much as proxies pass on: they ask about every request, whatever cookies it has. */
  private static final int MOST_HEADER_BYTES = 32 * 1024;

  /** Envoy asks with the path of the request in its line. */
  private static final int MOST_LINE_BYTES = 16 * 1024;

  /** A free port that all servers of a Vert.x share; with 0 each would want its own. */
  private static final int FREE_PORT_OF_ALL = -1;

  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);
  private static final Duration LINGERING = Duration.ofMillis(500);

  /** How long requests under way may take when Sojourn stops. */
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(10);

  /** OWASP REST Security Cheat Sheet, "Security Headers"; pages have a policy of their own. */
  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer");

  /** Encoded once, for every answer has them. */
  private final Map<CharSequence, CharSequence> securityHeaders;

  private final RequestTracing tracing;
  private final Supplier<HttpServer> serving;
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final AllRoutes routes;
  private final Connections connections;
  private final PauseDetector pauses;
  private final Supplier<HttpServer> management;
  private final Vertx vertx;
  private final long lookAround;
  private @Nullable HttpServer managementServer;
  private volatile boolean draining;
  private volatile boolean closing;

  private HttpAdapter(
      Vertx vertx,
      Connections connections,
      HttpSettings settings,
      UseCases useCases,
      Supplier<String> metrics,
      RequestMeter meter) {
    this.vertx = vertx;
    this.connections = connections;
    tracing = settings.tracing();
    pauses = new PauseDetector(settings.longestUnread(), System::nanoTime);
    var headers = new TreeMap<>(SECURITY_HEADERS);
    if (settings.listening().tls().isPresent()) {
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    securityHeaders =
        headers.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    header -> HttpHeaders.createOptimized(header.getKey()),
                    header -> HttpHeaders.createOptimized(header.getValue())));
    routes =
        new AllRoutes(
            useCases,
            settings,
            new ServerContext(
                request -> callerAddress(request, settings.trustedProxies()),
                () -> draining,
                () -> closing,
                metrics,
                http -> IncomingRequest.of(http).arrived(),
                pauses::mayHaveWaited,
                tracing));
    var assets = new Assets(settings.brand().sheet());
    var console = new ConsoleRoutes(useCases, settings, assets);
    var account = new AccountRoutes(useCases, settings, assets);
    var router =
        router(
            vertx,
            meter,
            all -> {
              routes.mountOn(all);
              routes.further(assets.endpoints()).mountOn(all);
              console.mountOn(all, routes);
              account.mountOn(all, routes);
            });
    var verifications = router(vertx, meter, routes::mountVerificationOn);
    serving =
        () ->
            serve(
                vertx,
                request -> route(request, router, verifications),
                settings.listening().tls());
    var probes = router(vertx, meter, routes::mountProbesOn);
    management = () -> serve(vertx, request -> route(request, probes, probes), Optional.empty());
    lookAround = vertx.setPeriodic(LOOK_AROUND.toMillis(), _ -> connections.cutOffTheSlow());
    pauses.watch(((VertxInternal) vertx).acceptorEventLoopGroup().next());
    connections.onListening(pauses::listening);
  }

  private Router router(Vertx vertx, RequestMeter meter, Consumer<Router> mount) {
    var router = Router.router(vertx);
    router.route().handler(http -> begin(http, meter));
    mount.accept(router);
    // Matched as they are sent: a proxy's rule for a prefix sees no other spelling either.
    router.getRoutes().forEach(route -> route.useNormalizedPath(false));
    var problems = new ProblemHandler();
    router.route().failureHandler(problems);
    for (var status : new int[] {400, 404, 405, 413, 500}) {
      router.errorHandler(status, problems);
    }
    return router;
  }

  private HttpServer serve(
      Vertx vertx, Handler<HttpServerRequest> route, Optional<Listening.Tls> tls) {
    var options =
        new HttpServerOptions()
            .setMaxHeaderSize(MOST_HEADER_BYTES)
            .setMaxInitialLineLength(MOST_LINE_BYTES)
            .setHandle100ContinueAutomatically(true)
            // Sojourn does not speak WebSocket. Its handlers would read every request.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            // An answer that is there at once can overtake the upgrade, and breaks it.
            .setHttp2ClearTextEnabled(false);
    tls.ifPresent(files -> TlsOptions.apply(options, files));
    return vertx
        .createHttpServer(options)
        .connectionHandler(
            connection -> {
              pauses.opened(connection);
              connections.opened(connection, options);
            })
        .requestHandler(route)
        .invalidRequestHandler(this::refuse);
  }

  /**
   * Listens; call on the event loop that the requests shall be served on.
   *
   * @param connections the limits that the Vert.x was built with
   * @param metrics what Prometheus is told
   */
  public static Future<HttpAdapter> listen(
      Vertx vertx,
      Connections connections,
      HttpSettings settings,
      UseCases useCases,
      Supplier<String> metrics,
      RequestMeter meter) {
    var adapter = new HttpAdapter(vertx, connections, settings, useCases, metrics, meter);
    return adapter
        .listen(vertx, settings.listening())
        .compose(_ -> adapter.listenOnFurtherLoops(vertx, settings.listening()))
        .compose(_ -> adapter.listenForManagement(settings.listening()))
        .onSuccess(_ -> adapter.watchCertificate(vertx, settings.listening()))
        .map(adapter);
  }

  private Future<Void> listenForManagement(Listening listening) {
    if (listening.managementPort().isEmpty()) {
      return Future.succeededFuture();
    }
    managementServer = management.get();
    return managementServer.listen(listening.managementPort().get(), listening.host()).mapEmpty();
  }

  /** The port of health and metrics: their own, or that of everything. */
  public int managementPort() {
    var apart = managementServer;
    return apart == null ? port() : apart.actualPort();
  }

  /**
   * A certificate that was renewed is used for the connections that come; one that cannot be read
   * is not.
   */
  private void watchCertificate(Vertx vertx, Listening listening) {
    listening
        .tls()
        .ifPresent(
            tls ->
                CertificateWatch.start(
                    vertx,
                    tls,
                    () -> {
                      // Forced: the names of the files are what they were.
                      var renewals =
                          servers.stream()
                              .map(server -> server.updateSSLOptions(TlsOptions.of(tls), true))
                              .toList();
                      return Future.all(renewals).mapEmpty();
                    }));
  }

  private Future<Integer> listen(Vertx vertx, Listening listening) {
    pauses.watch(((ContextInternal) vertx.getOrCreateContext()).nettyEventLoop());
    var server = serving.get();
    servers.add(server);
    var port = listening.port() == 0 ? FREE_PORT_OF_ALL : listening.port();
    return server.listen(port, listening.host()).map(HttpServer::actualPort);
  }

  /** Servers on the same port share its connections, each on an event loop of its own. */
  private Future<Void> listenOnFurtherLoops(Vertx vertx, Listening listening) {
    if (listening.eventLoops() == 1) {
      return Future.succeededFuture();
    }
    Supplier<Deployable> further =
        () ->
            new VerticleBase() {
              @Override
              public Future<?> start() {
                return listen(vertx, listening);
              }
            };
    return vertx
        .deployVerticle(further, new DeploymentOptions().setInstances(listening.eventLoops() - 1))
        .mapEmpty();
  }

  /** The port that it listens on. */
  public int port() {
    return servers.getFirst().actualPort();
  }

  /** Every endpoint of the contract as {@code METHOD /template}. */
  public Set<String> routes() {
    return routes.names();
  }

  /** Every endpoint, pages and their files too, as {@code METHOD /template}. */
  public Set<String> everyRoute() {
    return routes.everyName();
  }

  /** Tells load balancers to go elsewhere: readiness turns false, requests are still served. */
  public void drain() {
    draining = true;
  }

  /** Ends event streams at their next look, so that their clients reconnect to another node. */
  public void endStreams() {
    draining = true;
    closing = true;
  }

  /** Takes no more requests; completes when those under way are answered. */
  public Future<Void> close() {
    endStreams();
    vertx.cancelTimer(lookAround);
    pauses.close();
    return Future.join(
            Stream.concat(servers.stream(), Stream.ofNullable(managementServer))
                .map(server -> server.shutdown(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS))
                .toList())
        .mapEmpty();
  }

  /** By the target as it was sent: what begins as a verification is one, and nothing else. */
  private void route(HttpServerRequest request, Router router, Router verifications) {
    pauses.began(request);
    securityHeaders.forEach(request.response()::putHeader);
    if (request.version() == HttpVersion.HTTP_2 && !Http2Requests.normalize(request)) {
      answer(request, Problem.of(ProblemType.HEADERS_TOO_LARGE, Http2Requests.BOUNDS));
      return;
    }
    switch (RequestTarget.of(request)) {
      case RequestTarget.Invalid(var why) -> refuse(request, why);
      case RequestTarget.Server _ -> request.response().setStatusCode(204).end();
      case RequestTarget.Resource target -> {
        // The router has a reader of its own for the path, which must see the same.
        if (!target.path().equals(request.path())) {
          refuse(request, "the target must be a path, or an http or https URI");
          return;
        }
        target.authority().ifPresent(host -> request.headers().set("Host", host));
        if (target.isVerification()) {
          if (target.hasDotSegments()) {
            refuse(request, "the path must not have . or .. in it");
          } else {
            verifications.handle(request);
          }
        } else if (PercentEncoding.isDecodable(target.path())) {
          router.handle(request);
        } else {
          // The router throws at such a path, where nothing could answer it any more.
          refuse(request, "the path must be percent-encoded UTF-8");
        }
      }
    }
  }

  private void refuse(HttpServerRequest request, String why) {
    answer(request, Problem.of(ProblemType.INVALID_REQUEST, why));
  }

  private void answer(HttpServerRequest request, Problem problem) {
    var path = request.path();
    ProblemHandler.answer(request.response(), problem, routes.errorsAt(path == null ? "" : path));
  }

  /** What is not even HTTP, or more of it than anybody needs; the connection is of no use then. */
  private void refuse(HttpServerRequest request) {
    pauses.began(request);
    securityHeaders.forEach(request.response()::putHeader);
    var problem =
        switch (request.decoderResult().cause()) {
          case TooLongHttpLineException _ ->
              Problem.of(
                  ProblemType.URI_TOO_LONG,
                  "at most " + MOST_LINE_BYTES + " bytes in the request line");
          case TooLongHttpHeaderException _ ->
              Problem.of(
                  ProblemType.HEADERS_TOO_LARGE,
                  "at most " + MOST_HEADER_BYTES + " bytes of headers, and 100 of them");
          case null, default -> Problem.of(ProblemType.INVALID_REQUEST, "is not HTTP/1.1");
        };
    request.response().putHeader("Connection", "close");
    answer(request, problem);
    // Not at once: a client that is still sending would be cut off before it reads the answer.
    vertx.setTimer(LINGERING.toMillis(), _ -> request.connection().close());
  }

  private void begin(RoutingContext http, RequestMeter meter) {
    var began = System.nanoTime();
    connections.began(http);
    var request = http.request();
    http.addHeadersEndHandler(_ -> closeIfDone(http));
    var id =
        Optional.ofNullable(request.getHeader("X-Request-Id"))
            .filter(given -> REQUEST_ID.matcher(given).matches())
            .orElseGet(() -> UUID.randomUUID().toString());
    CurrentRequest.begin(id, tracing.traceId());
    http.put(ProblemHandler.REQUEST_ID, id);
    http.response().putHeader("X-Request-Id", id);
    http.addEndHandler(
        _ -> {
          var method = request.method().name();
          var route = http.<String>get(Endpoints.ROUTE);
          var answeredAt = http.get(Endpoints.ANSWERED_AT, System.nanoTime());
          meter.answered(
              METHODS.contains(method) ? method : "OTHER",
              route == null ? "none" : route,
              http.response().getStatusCode(),
              Duration.ofNanos(answeredAt - began));
        });
    http.next();
  }

  /** A connection of HTTP/2 may have other requests under way. */
  private void closeIfDone(RoutingContext http) {
    var request = http.request();
    if (request.version() == HttpVersion.HTTP_2) {
      if (pauses.isSpent(request)) {
        request.connection().shutdown(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } else if (pauses.isSpent(request) || asksToClose(request)) {
      http.response().putHeader("Connection", "close");
      http.addEndHandler(
          _ -> vertx.setTimer(LINGERING.toMillis(), _ -> request.connection().close()));
    }
  }

  /** Vert.x closes only where {@code close} is all that the client says. */
  private static boolean asksToClose(HttpServerRequest request) {
    return request.headers().getAll(HttpHeaders.CONNECTION).stream()
        .anyMatch(HttpAdapter::hasClose);
  }

  /** RFC 9112, section 9.6. */
  private static boolean hasClose(String options) {
    return Arrays.stream(options.split(",", -1))
        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
  }

  private static Optional<IpAddress> callerAddress(
      HttpServerRequest request, TrustedProxies proxies) {
    var remote = request.remoteAddress();
    return remote == null || remote.hostAddress() == null
        ? Optional.empty()
        : ClientAddress.of(
            remote.hostAddress(), request.headers().getAll(proxies.header().headerName()), proxies);
  }
}
