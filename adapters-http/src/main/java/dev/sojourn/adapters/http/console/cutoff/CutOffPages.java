package dev.sojourn.adapters.http.console.cutoff;

import static dev.sojourn.adapters.http.apikey.Scope.ADMIN;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.DisplayText;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.cutoff.CutOffSessions.Outcome;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Ending many sessions by one word. */
public final class CutOffPages {
  private static final String NAMED_NOBODY = "must say whose";

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;
  private final Policies policies;

  public CutOffPages(
      OperatorGuard guard, PageRenderer renderer, UseCases useCases, Policies policies) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
    this.policies = policies;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/cut-offs", this::list).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/cut-offs", this::listAgain),
        Endpoint.open(HttpMethod.GET, "/console/cut-offs/new", this::ask).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, "/console/cut-offs/new", this::cutOff));
  }

  private void list(Call call) {
    guard.enter(call, ADMIN, operator -> show(call, operator, 200, Form.ofQuery(call)));
  }

  private void show(Call call, Operator operator, int status, Form form) {
    renderer.show(
        call,
        status,
        renderer.of(operator, Section.CUT_OFFS, form.text("done")),
        "console/cutOffs.jte",
        Map.of("form", form, "policies", names(), "cutOffs", inForce()));
  }

  private void listAgain(Call call) {
    guard.watch(
        call,
        ADMIN,
        _ -> renderer.showPart(call, "console/cutOffRows.jte", Map.of("cutOffs", inForce())));
  }

  private List<String> names() {
    return policies.all().stream().map(policy -> policy.name().value()).toList();
  }

  /** Disabled users too, which are cut off for good. */
  private List<CutOff> inForce() {
    return useCases.cutOffSessions().list();
  }

  private void ask(Call call) {
    var form = Form.ofQuery(call);
    guard.enter(
        call,
        ADMIN,
        operator ->
            scope(form)
                .ifPresentOrElse(
                    scope -> renderer.ask(call, operator, Section.CUT_OFFS, question(scope, form)),
                    () ->
                        renderer.refuse(
                            call,
                            "/console/cut-offs/new",
                            form,
                            () -> show(call, operator, 400, form))));
  }

  private static Confirmation question(Scope scope, Form form) {
    return new Confirmation(
            "End " + DisplayText.whose(scope) + "?",
            List.of(
                "Everybody who has authenticated until now is signed out at once, on every node.",
                switch (scope) {
                  case Scope.Everybody _ ->
                      "That is everybody, and yourself: you sign in again afterwards.";
                  case Scope.OfPolicy(var policy) when policy.equals(PolicyName.CONSOLE) ->
                      "That is every operator, and yourself: you sign in again afterwards.";
                  case Scope.OfPolicy _, Scope.OfClient _, Scope.OfUser _ ->
                      "What is opened later is not touched.";
                }),
            "/console/cut-offs/new",
            "Cut them off",
            Section.CUT_OFFS.path())
        .with("scope", form.text("scope"))
        .with("client_id", form.text("client_id"))
        .with("user_id", form.text("user_id"))
        .with("policy", form.text("policy"));
  }

  private void cutOff(Call call) {
    guard.act(
        call,
        ADMIN,
        (operator, form) ->
            scope(form)
                .ifPresentOrElse(
                    scope -> cutOff(call, operator, scope),
                    () ->
                        renderer.refuse(
                            call,
                            "/console/cut-offs/new",
                            form,
                            () -> show(call, operator, 400, form))));
  }

  private void cutOff(Call call, Operator operator, Scope scope) {
    Optional<Instant> untilNow = Optional.empty();
    call.answer(
        useCases.cutOffSessions().cutOff(scope, untilNow, operator.by(call)),
        outcome -> {
          switch (outcome) {
            case Outcome.InForce _ -> renderer.done(call, "cut_off", Section.CUT_OFFS.path());
            case Outcome.InTheFuture _ ->
                throw new IllegalStateException("now is not in the future");
          }
        });
  }

  /** Everybody's must be said in so many words: nobody ends all sessions by leaving a field out. */
  private static Optional<Scope> scope(Form form) {
    return switch (form.text("scope")) {
      case "everybody" -> Optional.of(new Scope.Everybody());
      case "policy" -> named(form, "policy", PolicyName::parse).map(Scope.OfPolicy::new);
      case "client" -> named(form, "client_id", ClientId::parse).map(Scope.OfClient::new);
      case "user" -> named(form, "user_id", UserId::parse).map(Scope.OfUser::new);
      default -> {
        form.fault("scope", NAMED_NOBODY);
        yield Optional.empty();
      }
    };
  }

  private static <T> Optional<T> named(Form form, String field, Function<String, Parsed<T>> parse) {
    if (form.text(field).isEmpty()) {
      form.fault(field, NAMED_NOBODY);
    }
    return form.read(field, parse);
  }
}
