package dev.sojourn.adapters.http.console;

import static dev.sojourn.adapters.http.apikey.Scope.LOGINS_WRITE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.pages.Confirmation;
import dev.sojourn.adapters.http.pages.Form;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.routes.Call;
import dev.sojourn.adapters.http.routes.Endpoint;
import dev.sojourn.domain.lockout.Subject;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Subjects whose logins are refused for a while, and lifting that. */
final class LockoutPages {
  private static final int PER_PAGE = 50;

  private final OperatorGuard door;
  private final PageRenderer screen;
  private final UseCases useCases;

  LockoutPages(OperatorGuard door, PageRenderer screen, UseCases useCases) {
    this.door = door;
    this.screen = screen;
    this.useCases = useCases;
  }

  List<Endpoint> endpoints() {
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
    door.enter(
        call,
        LOGINS_WRITE,
        operator ->
            find(
                call,
                list ->
                    screen.show(
                        call,
                        200,
                        screen.of(operator, Section.LOCKOUTS, done),
                        "console/lockouts.jte",
                        Map.of("list", list))));
  }

  private void listAgain(Call call) {
    door.watch(
        call,
        LOGINS_WRITE,
        _ ->
            find(
                call,
                list -> screen.showPart(call, "console/lockoutRows.jte", Map.of("list", list))));
  }

  private void find(Call call, Consumer<LockoutList> then) {
    var form = Form.ofQuery(call);
    call.answer(
        useCases.listLockouts().list(form.read("after", Subject::parse), PER_PAGE),
        page -> then.accept(new LockoutList(form, page.items(), page.next(), screen.now())));
  }

  private static Subject subject(Form form) {
    return form.read("subject", Subject::parse)
        .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "no subject is named"));
  }

  private void askToLift(Call call) {
    var subject = subject(Form.ofQuery(call));
    door.enter(
        call,
        LOGINS_WRITE,
        operator ->
            screen.ask(
                call,
                operator,
                Section.LOCKOUTS,
                new Confirmation(
                        "Lift the lockouts of " + subject + "?",
                        List.of(
                            "Its failures are forgotten, and whoever knows the password may log in"
                                + " at once."),
                        "/console/lockouts/lift",
                        "Lift the lockouts",
                        Section.LOCKOUTS.path())
                    .with("subject", subject.value())));
  }

  private void lift(Call call) {
    door.act(
        call,
        LOGINS_WRITE,
        (operator, form) ->
            call.answer(
                useCases
                    .liftLockout()
                    .lift(subject(form), Optional.empty(), Optional.empty(), operator.by(call)),
                _ -> screen.done(call, "lifted", Section.LOCKOUTS.path())));
  }
}
