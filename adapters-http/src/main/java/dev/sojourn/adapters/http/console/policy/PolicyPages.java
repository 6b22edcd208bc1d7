package dev.sojourn.adapters.http.console.policy;

import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.problem.ProblemHandler;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import io.vertx.core.http.HttpMethod;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The policies in force, and what other timeouts would do to the sessions that there are. */
public final class PolicyPages {
  private static final Logger LOG = System.getLogger(PolicyPages.class.getName());

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;
  private final Policies policies;

  public PolicyPages(
      OperatorGuard guard, PageRenderer renderer, UseCases useCases, Policies policies) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
    this.policies = policies;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/policies", this::list).with(Endpoint.ANY_QUERY));
  }

  private void list(Call call) {
    var form = Form.ofQuery(call);
    guard.enter(
        call,
        SESSIONS_READ,
        operator -> {
          var name = form.read("policy", this::configured);
          var idle = form.read("idle", PolicyPages::timeout);
          var absolute = form.read("absolute", PolicyPages::timeout);
          if (name.isEmpty() || form.hasFaults()) {
            show(call, operator, form, Optional.empty());
          } else {
            var policy = policies.named(name.get());
            dryRun(
                call,
                operator,
                form,
                policy,
                idle.orElse(policy.idleTimeout()),
                absolute.orElse(policy.absoluteTimeout()));
          }
        });
  }

  private void dryRun(
      Call call,
      Operator operator,
      Form form,
      SessionPolicy policy,
      Optional<Duration> idle,
      Optional<Duration> absolute) {
    call.answer(
        useCases
            .tryTimeouts()
            .count(policy.name(), idle, absolute)
            .handle((ending, failure) -> counted(ending, failure)),
        ending ->
            show(call, operator, form, Optional.of(new Trial(policy, idle, absolute, ending))));
  }

  /** A count that fails is no reason not to show the policies. */
  private static Optional<Long> counted(Long ending, Throwable failure) {
    if (failure != null) {
      LOG.log(Level.WARNING, () -> "a dry run failed: " + ProblemHandler.what(failure));
      return Optional.empty();
    }
    return Optional.of(ending);
  }

  private void show(Call call, Operator operator, Form form, Optional<Trial> trial) {
    renderer.show(
        call,
        form.hasFaults() ? 400 : 200,
        renderer.of(operator, Section.POLICIES, ""),
        "console/policies.jte",
        Map.of("form", form, "policies", List.copyOf(policies.all()), "trial", trial));
  }

  private Parsed<PolicyName> configured(String text) {
    return PolicyName.parse(text)
        .then(
            name ->
                policies.has(name)
                    ? new Parsed.Valid<>(name)
                    : new Parsed.Invalid<>("is not configured"));
  }

  /** As people write durations, {@code 30m} or {@code 12h}, or as the configuration has them. */
  private static Parsed<Optional<Duration>> timeout(String text) {
    if (text.equalsIgnoreCase("off")) {
      return new Parsed.Valid<>(Optional.empty());
    }
    var compact = text.replace(" ", "").toUpperCase(Locale.ROOT);
    var iso =
        compact.startsWith("P")
            ? compact
            : compact.endsWith("D") ? "P" + compact : "PT" + compact.replace("MIN", "M");
    try {
      var timeout = Duration.parse(iso);
      if (timeout.compareTo(Duration.ofSeconds(1)) >= 0
          && timeout.compareTo(SessionPolicy.LONGEST) <= 0) {
        return new Parsed.Valid<>(Optional.of(timeout));
      }
    } catch (DateTimeParseException noDuration) {
      // told below
    }
    return new Parsed.Invalid<>("must be off or such as 30m, 12h or 7d, from 1s to 3650d");
  }
}
