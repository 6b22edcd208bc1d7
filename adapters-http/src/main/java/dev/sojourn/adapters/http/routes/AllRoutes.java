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

  /** What the routes need of the server that they are served by. */
  public record Server(
      Supplier<String> issuer,
      Supplier<String> audience,
      Function<HttpServerRequest, Optional<IpAddress>> callerAddress,
      BooleanSupplier draining,
      Supplier<CompletionStage<Void>> storeAnswers,
      Supplier<String> metrics) {}

  public AllRoutes(UseCases useCases, HttpSettings settings, Server server) {
    var all = new ArrayList<Endpoint>();
    all.addAll(new VerifyRoutes(useCases).endpoints());
    all.addAll(
        new TokenRoutes(
                useCases,
                settings.apiKeys(),
                server.issuer(),
                server.audience(),
                server.callerAddress())
            .endpoints());
    all.addAll(new SessionRoutes(useCases, settings.keys()).endpoints());
    all.addAll(new UserRoutes(useCases).endpoints());
    all.addAll(new MeRoutes(useCases).endpoints());
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
    endpoints.mountOn(router);
    docs.mountOn(router);
  }

  /** Every endpoint of the contract as {@code METHOD /template}. */
  public Set<String> names() {
    return endpoints.names();
  }
}
