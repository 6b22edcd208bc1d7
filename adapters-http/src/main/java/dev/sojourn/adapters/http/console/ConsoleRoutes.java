package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.pages.Assets;
import dev.sojourn.adapters.http.pages.Pages;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemHandler;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.routes.AllRoutes;
import dev.sojourn.adapters.http.routes.Call;
import dev.sojourn.adapters.http.routes.Endpoint;
import dev.sojourn.adapters.http.routes.Endpoints;
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
  private final PageRenderer screen;
  private final OperatorGuard door;

  public ConsoleRoutes(UseCases useCases, HttpSettings settings, Assets assets) {
    screen = new PageRenderer(pages, assets, settings.clock());
    door = new OperatorGuard(useCases, settings);
    endpoints.addAll(
        new SignInPages(
                door,
                screen,
                settings.apiKeys(),
                useCases.openConsoleSession(),
                useCases.endSession())
            .endpoints());
    endpoints.add(Endpoint.open(HttpMethod.GET, "/console", this::home));
    endpoints.addAll(new OverviewPages(door, screen, useCases, settings.policies()).endpoints());
    endpoints.addAll(new UserPages(door, screen, useCases).endpoints());
    endpoints.addAll(new LockoutPages(door, screen, useCases).endpoints());
    endpoints.addAll(new CutOffPages(door, screen, useCases, settings.policies()).endpoints());
    endpoints.addAll(new SubscriberPages(door, screen, useCases.showSubscribers()).endpoints());
    endpoints.addAll(new PolicyPages(door, screen, useCases, settings.policies()).endpoints());
    endpoints.addAll(new AuditPages(door, screen, useCases).endpoints());
    endpoints.addAll(
        new KeyPages(door, screen, useCases, settings.apiKeys(), settings.apiKeyFile())
            .endpoints());
    endpoints.addAll(
        new SessionPages(door, screen, useCases, settings.policies(), settings.locations())
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
    door.enter(
        call,
        operator ->
            Section.of(operator).stream()
                .findFirst()
                .ifPresentOrElse(
                    section -> PageRenderer.seeOther(call, section.path()),
                    () ->
                        screen.show(
                            call, 200, screen.of(operator), "console/nothing.jte", Map.of())));
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
    parameters.put("frame", screen.outside());
    parameters.put("problem", problem);
    parameters.put("requestId", String.valueOf(http.<String>get(ProblemHandler.REQUEST_ID)));
    pages.answer(http.response(), problem.type().status(), "console/problem.jte", parameters);
  }
}
