package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.AllRoutes;
import dev.sojourn.adapters.http.console.audit.AuditPages;
import dev.sojourn.adapters.http.console.cutoff.CutOffPages;
import dev.sojourn.adapters.http.console.key.KeyPages;
import dev.sojourn.adapters.http.console.lockout.LockoutPages;
import dev.sojourn.adapters.http.console.overview.OverviewPages;
import dev.sojourn.adapters.http.console.policy.PolicyPages;
import dev.sojourn.adapters.http.console.session.SessionPages;
import dev.sojourn.adapters.http.console.signin.SignInPages;
import dev.sojourn.adapters.http.console.subscriber.SubscriberPages;
import dev.sojourn.adapters.http.console.user.UserPages;
import dev.sojourn.adapters.http.html.Assets;
import dev.sojourn.adapters.http.html.Pages;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemHandler;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Endpoints;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** /console and what is below it. Pages are no part of the contract. */
public final class ConsoleRoutes {
  private static final String ALL = "/console/*";

  private final List<Endpoint> endpoints = new ArrayList<>();
  private final Pages pages = new Pages();
  private final PageRenderer renderer;
  private final OperatorGuard guard;

  public ConsoleRoutes(UseCases useCases, HttpSettings settings, Assets assets) {
    renderer = new PageRenderer(pages, assets, settings.clock());
    guard = new OperatorGuard(useCases, settings);
    endpoints.addAll(
        new SignInPages(
                guard,
                renderer,
                settings.apiKeys(),
                useCases.openConsoleSession(),
                useCases.endSession())
            .endpoints());
    endpoints.add(Endpoint.open(HttpMethod.GET, "/console", this::home));
    endpoints.addAll(new OverviewPages(guard, renderer, useCases, settings.policies()).endpoints());
    endpoints.addAll(new UserPages(guard, renderer, useCases).endpoints());
    endpoints.addAll(new LockoutPages(guard, renderer, useCases).endpoints());
    endpoints.addAll(new CutOffPages(guard, renderer, useCases, settings.policies()).endpoints());
    endpoints.addAll(new SubscriberPages(guard, renderer, useCases.showSubscribers()).endpoints());
    endpoints.addAll(new PolicyPages(guard, renderer, useCases, settings.policies()).endpoints());
    endpoints.addAll(new AuditPages(guard, renderer, useCases).endpoints());
    endpoints.addAll(
        new KeyPages(guard, renderer, useCases, settings.apiKeys(), settings.apiKeyFile())
            .endpoints());
    endpoints.addAll(
        new SessionPages(guard, renderer, useCases, settings.policies(), settings.locations())
            .endpoints());
  }

  /** Mounts all of it, served as the API is. */
  public void mountOn(Router router, AllRoutes routes) {
    routes.further(endpoints).mountOn(router);
    router.route(ALL).handler(ConsoleRoutes::nothingHere);
    router.route(ALL).failureHandler(this::tell);
  }

  /** The first that the key may see; a key that may see nothing is told so. */
  private void home(Call call) {
    guard.enter(
        call,
        operator ->
            Section.of(operator).stream()
                .findFirst()
                .ifPresentOrElse(
                    section -> PageRenderer.seeOther(call, section.path()),
                    () ->
                        renderer.show(
                            call, 200, renderer.of(operator), "console/nothing.jte", Map.of())));
  }

  private static void nothingHere(RoutingContext http) {
    http.put(Endpoints.ROUTE, ALL);
    throw Problem.of(ProblemType.NOT_FOUND, "no such page");
  }

  /** What is wrong, as a page: in the words of the problem that the API would answer with. */
  private void tell(RoutingContext http) {
    if (http.response().headWritten()) {
      http.next();
      return;
    }
    var problem = ProblemHandler.problem(http);
    var parameters = new HashMap<String, Object>();
    parameters.put("frame", renderer.outside());
    parameters.put("problem", problem);
    parameters.put("requestId", String.valueOf(http.<String>get(ProblemHandler.REQUEST_ID)));
    pages.answer(http.response(), problem.type().status(), "console/problem.jte", parameters);
  }
}
