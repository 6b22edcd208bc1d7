package dev.sojourn.adapters.http.routes;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.RequestTracing;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.domain.session.IpAddress;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The whole API as one list. */
public final class AllRoutes {
  private final Endpoints endpoints;
  private final DocsRoutes docs = new DocsRoutes();
  private final VerifyRoutes verify;
  private final Endpoints probes;
  private final Set<String> allowedOrigins;
  private final Issuer issuer;
  private final ApiKeys apiKeys;
  private final RateLimiter keyRates;
  private final Server server;
  private final Set<String> everyName = new TreeSet<>();

  /**
   * What the routes need of the server that they are served by.
   *
   * @param draining whether load balancers shall go elsewhere, while requests are still served
   * @param closing whether streams shall end
   * @param received is told when all of a request is here
   * @param tracing is told what a request is for
   * @param stale whether a request may have waited so long that its client gave it up
   */
  public record Server(
      Function<HttpServerRequest, Optional<IpAddress>> callerAddress,
      BooleanSupplier draining,
      BooleanSupplier closing,
      Supplier<String> metrics,
      Consumer<RoutingContext> received,
      Predicate<HttpServerRequest> stale,
      RequestTracing tracing) {}

  public AllRoutes(UseCases useCases, HttpSettings settings, Server server) {
    var all = new ArrayList<Endpoint>();
    issuer = settings.issuer();
    this.server = server;
    apiKeys = settings.apiKeys();
    keyRates = new RateLimiter(settings.keyRate(), System::nanoTime);
    var dpop = new DpopHeader(useCases.checkDpopProof());
    var accessTokens = new AccessTokens(useCases.verifyAccessToken(), dpop);
    var crossSite = new CrossSite(settings.allowedOrigins(), settings.keys());
    verify =
        new VerifyRoutes(
            accessTokens, useCases.chooseToken(), crossSite, issuer, settings.loginUrl());
    allowedOrigins = settings.allowedOrigins();
    all.addAll(verify.endpoints());
    all.addAll(
        new TokenRoutes(
                useCases,
                settings.apiKeys(),
                settings.keys(),
                issuer,
                dpop,
                crossSite,
                new RateLimiter(settings.addressRate(), System::nanoTime),
                keyRates)
            .endpoints());
    all.addAll(
        new MetadataRoutes(issuer, useCases.jwtMint(), settings.algorithm(), settings.loginUrl())
            .endpoints());
    all.addAll(new SigningKeyRoutes(useCases).endpoints());
    all.addAll(new LogLevelRoutes(settings.logLevels()).endpoints());
    all.addAll(new CutOffRoutes(useCases).endpoints());
    all.addAll(new AuditRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new SubscriberRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new EventRoutes(useCases, settings.apiKeys(), server.closing()).endpoints());
    all.addAll(new SessionRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new UserRoutes(useCases).endpoints());
    all.addAll(new MeRoutes(useCases, accessTokens, issuer).endpoints());
    all.addAll(new AuthorizationRoutes(useCases).endpoints());
    all.addAll(new LockoutRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new PolicyRoutes(settings.policies()).endpoints());
    var probeRoutes =
        new ProbeRoutes(server.draining(), useCases.checkReadiness(), server.metrics());
    all.addAll(docs.endpoints());
    probes = further(probeRoutes.endpoints(true));
    if (settings.listening().managementPort().isEmpty()) {
      all.addAll(probeRoutes.endpoints(settings.listening().isOnLoopback()));
    }
    endpoints = further(all);
  }

  /** Others that are served in the same way, but are no part of the contract. */
  public Endpoints further(List<Endpoint> others) {
    var further = new Endpoints(others, apiKeys, keyRates, server);
    everyName.addAll(further.names());
    return further;
  }

  /** Mounts everything. */
  public void mountOn(Router router) {
    Cors.mountOn(router, allowedOrigins, () -> CrossSite.origin(issuer.name()));
    endpoints.mountOn(router);
    further(docs.pages()).mountOn(router);
  }

  /** Mounts what proxies ask with the client's own path behind ours, and nothing else. */
  public void mountVerificationOn(Router router) {
    verify.mountOn(router, endpoints);
  }

  /** Mounts health and metrics alone, for an address of their own. */
  public void mountProbesOn(Router router) {
    probes.mountOn(router);
  }

  /** Every endpoint, pages and their files too, as {@code METHOD /template}. */
  public Set<String> everyName() {
    return Set.copyOf(everyName);
  }

  /** Every endpoint of the contract as {@code METHOD /template}. */
  public Set<String> names() {
    var names = new TreeSet<>(endpoints.names());
    names.addAll(probes.names());
    return names;
  }
}
