package dev.sojourn.adapters.http.routes;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.domain.session.IpAddress;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** The whole API as one list. */
public final class AllRoutes {
  private final Endpoints endpoints;
  private final DocsRoutes docs = new DocsRoutes();
  private final VerifyRoutes verify;
  private final Set<String> allowedOrigins;

  /** What the routes need of the server that they are served by. */
  public record Server(
      Function<HttpServerRequest, Optional<IpAddress>> callerAddress,
      BooleanSupplier draining,
      Supplier<CompletionStage<Void>> storeAnswers,
      Supplier<String> metrics) {}

  public AllRoutes(UseCases useCases, HttpSettings settings, Server server) {
    var all = new ArrayList<Endpoint>();
    var issuer = settings.issuer();
    var dpop = new DpopHeader(useCases.checkDpopProof());
    var accessTokens = new AccessTokens(useCases.verifyAccessToken(), dpop);
    var crossSite = new CrossSite(settings.allowedOrigins(), settings.keys());
    verify = new VerifyRoutes(accessTokens, crossSite, issuer, settings.loginUrl());
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
                server.callerAddress())
            .endpoints());
    all.addAll(
        new MetadataRoutes(issuer, useCases.jwtMint(), settings.algorithm(), settings.loginUrl())
            .endpoints());
    all.addAll(new SigningKeyRoutes(useCases).endpoints());
    all.addAll(new CutOffRoutes(useCases).endpoints());
    all.addAll(new SessionRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new UserRoutes(useCases).endpoints());
    all.addAll(new MeRoutes(useCases, accessTokens, issuer).endpoints());
    all.addAll(new AuthorizationRoutes(useCases).endpoints());
    all.addAll(new LockoutRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new PolicyRoutes(settings.policies()).endpoints());
    all.addAll(
        new ProbeRoutes(server.draining(), server.storeAnswers(), server.metrics()).endpoints());
    all.addAll(docs.endpoints());
    endpoints = new Endpoints(all, settings.apiKeys());
  }

  /** Mounts everything. */
  public void mountOn(Router router) {
    Cors.mountOn(router, allowedOrigins);
    endpoints.mountOn(router);
    verify.mountOn(router, endpoints);
    docs.mountOn(router);
  }

  /** Every endpoint of the contract as {@code METHOD /template}. */
  public Set<String> names() {
    return endpoints.names();
  }
}
