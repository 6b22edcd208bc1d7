package dev.sojourn.adapters.http.console.lockout;

import static dev.sojourn.adapters.http.apikey.Scope.LOGINS_WRITE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.lockout.Subject;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Subjects whose logins are refused for a while, and lifting that. */
public final class LockoutPages {
  private static final int PER_PAGE = 50;

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;

  public LockoutPages(OperatorGuard guard, PageRenderer renderer, UseCases useCases) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/lockouts", this::list).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/lockouts", this::listAgain)
            .with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/lockouts/lift", this::askToLift)
            .with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.POST, "/console/lockouts/lift", this::lift));
  }

  private void list(Call call) {
    var done = Form.ofQuery(call).text("done");
    guard.enter(
        call,
        LOGINS_WRITE,
        operator ->
            find(
                call,
                list ->
                    renderer.show(
                        call,
                        200,
                        renderer.of(operator, Section.LOCKOUTS, done),
                        "console/lockouts.jte",
                        Map.of("list", list))));
  }

  private void listAgain(Call call) {
    guard.watch(
        call,
        LOGINS_WRITE,
        _ ->
            find(
                call,
                list -> renderer.showPart(call, "console/lockoutRows.jte", Map.of("list", list))));
  }

  private void find(Call call, Consumer<LockoutList> then) {
    var form = Form.ofQuery(call);
    call.answer(
        useCases.listLockouts().list(form.read("after", Subject::parse), PER_PAGE),
        page -> then.accept(new LockoutList(form, page.items(), page.next(), renderer.now())));
  }

  private static Subject subject(Form form) {
    return form.read("subject", Subject::parse)
        .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "no subject is named"));
  }

  private void askToLift(Call call) {
    var subject = subject(Form.ofQuery(call));
    guard.enter(
        call,
        LOGINS_WRITE,
        operator ->
            renderer.ask(
                call,
                operator,
                Section.LOCKOUTS,
                new Confirmation(
                        "Lift the lockouts of " + subject + "?",
                        List.of(
                            "Its failures are forgotten. A person who knows the password can log in"
                                + " at once."),
                        "/console/lockouts/lift",
                        "Lift the lockouts",
                        Section.LOCKOUTS.path())
                    .with("subject", subject.value())));
  }

  private void lift(Call call) {
    guard.act(
        call,
        LOGINS_WRITE,
        (operator, form) ->
            call.answer(
                useCases
                    .liftLockout()
                    .lift(subject(form), Optional.empty(), Optional.empty(), operator.by(call)),
                _ -> renderer.done(call, "lifted", Section.LOCKOUTS.path())));
  }
}
