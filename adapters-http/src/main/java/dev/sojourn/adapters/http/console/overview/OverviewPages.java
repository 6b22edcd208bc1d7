package dev.sojourn.adapters.http.console.overview;

import static dev.sojourn.adapters.http.apikey.Scope.LOGINS_WRITE;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.console.overview.Chart.Range;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.lockout.ListLockouts;
import dev.sojourn.application.overview.RecentEvents.Frequency;
import dev.sojourn.application.overview.RecentEvents.Kind;
import dev.sojourn.domain.policy.Policies;
import io.vertx.core.http.HttpMethod;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** All of Sojourn at once, live. */
public final class OverviewPages {
  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;
  private final Policies policies;

  public OverviewPages(
      OperatorGuard guard, PageRenderer renderer, UseCases useCases, Policies policies) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
    this.policies = policies;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/overview", this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/overview", this::showAgain)
            .with(Endpoint.ANY_QUERY));
  }

  private void show(Call call) {
    guard.enter(
        call,
        SESSIONS_READ,
        operator ->
            look(
                call,
                operator,
                overview ->
                    renderer.show(
                        call,
                        200,
                        renderer.of(operator, Section.OVERVIEW, ""),
                        "console/overview.jte",
                        Map.of("overview", overview))));
  }

  private void showAgain(Call call) {
    guard.watch(
        call,
        SESSIONS_READ,
        operator ->
            look(
                call,
                operator,
                overview ->
                    renderer.showPart(
                        call, "console/overviewParts.jte", Map.of("overview", overview))));
  }

  private void look(Call call, Operator operator, Consumer<Overview> then) {
    var frequencies = new EnumMap<Kind, Frequency>(Kind.class);
    for (var kind : Kind.values()) {
      frequencies.put(kind, useCases.recentEvents().of(kind));
    }
    var names = policies.all().stream().map(policy -> policy.name().value()).toList();
    call.answer(
        lockouts(operator),
        lockouts ->
            then.accept(
                new Overview(
                    useCases.countSessions().latest(),
                    names,
                    frequencies,
                    lockouts,
                    Range.ofWord(Form.ofQuery(call).text("range")),
                    useCases.recentEvents().since(),
                    renderer.now())));
  }

  private CompletionStage<Optional<String>> lockouts(Operator operator) {
    if (!operator.may(LOGINS_WRITE)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return useCases
        .listLockouts()
        .list(Optional.empty(), ListLockouts.MOST)
        .thenApply(page -> Optional.of(page.items().size() + (page.next().isPresent() ? "+" : "")));
  }
}
