package dev.sojourn.adapters.http.api;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.admin.DocsRoutes;
import dev.sojourn.adapters.http.api.admin.LogLevelRoutes;
import dev.sojourn.adapters.http.api.admin.PolicyRoutes;
import dev.sojourn.adapters.http.api.admin.ProbeRoutes;
import dev.sojourn.adapters.http.api.admin.SigningKeyRoutes;
import dev.sojourn.adapters.http.api.audit.AuditRoutes;
import dev.sojourn.adapters.http.api.cutoff.CutOffRoutes;
import dev.sojourn.adapters.http.api.event.EventRoutes;
import dev.sojourn.adapters.http.api.lockout.LockoutRoutes;
import dev.sojourn.adapters.http.api.me.MeRoutes;
import dev.sojourn.adapters.http.api.session.SessionRoutes;
import dev.sojourn.adapters.http.api.session.UserRoutes;
import dev.sojourn.adapters.http.api.subscriber.SubscriberRoutes;
import dev.sojourn.adapters.http.api.token.AuthorizationRoutes;
import dev.sojourn.adapters.http.api.token.MetadataRoutes;
import dev.sojourn.adapters.http.api.token.TokenRoutes;
import dev.sojourn.adapters.http.api.verify.VerifyRoutes;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.auth.AccessTokens;
import dev.sojourn.adapters.http.auth.Cors;
import dev.sojourn.adapters.http.auth.CrossSite;
import dev.sojourn.adapters.http.auth.DpopHeader;
import dev.sojourn.adapters.http.problem.ErrorShape;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Endpoints;
import dev.sojourn.adapters.http.request.RateLimiter;
import dev.sojourn.adapters.http.request.ServerContext;
import dev.sojourn.application.token.Issuer;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
  private final ServerContext server;
  private final Set<String> everyName = new TreeSet<>();

  public AllRoutes(UseCases useCases, HttpSettings settings, ServerContext server) {
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

  /** How errors are written at a path, also of requests that no route ever sees. */
  public ErrorShape errorsAt(String path) {
    return endpoints.errorsAt(path);
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
