package dev.sojourn.adapters.http.console.user;

import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_REVOKE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import io.vertx.core.http.HttpMethod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Users: found by their ids, their sessions, ended all at once, and whether they may have any. */
public final class UserPages {
  private static final int PER_PAGE = 50;

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;

  public UserPages(OperatorGuard guard, PageRenderer renderer, UseCases useCases) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    var one = "/console/users/{user_id}";
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/users", this::find).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, one, this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/users/{user_id}", this::showAgain),
        Endpoint.open(HttpMethod.GET, one + "/end", call -> ask(call, UserPages::toEnd)),
        Endpoint.open(HttpMethod.POST, one + "/end", this::end),
        Endpoint.open(HttpMethod.GET, one + "/disable", call -> ask(call, UserPages::toDisable)),
        Endpoint.open(HttpMethod.POST, one + "/disable", this::disable),
        Endpoint.open(HttpMethod.GET, one + "/enable", call -> ask(call, UserPages::toEnable)),
        Endpoint.open(HttpMethod.POST, one + "/enable", this::enable));
  }

  private static UserId userId(Call call) {
    return call.path("user_id", UserId::parse);
  }

  /** Where the page of a user is. */
  static String page(UserId userId) {
    return "/console/users/" + Form.encode(userId.value());
  }

  private void find(Call call) {
    var form = Form.ofQuery(call);
    guard.enter(
        call,
        SESSIONS_READ,
        operator -> {
          var prefix = form.read("prefix", UserIdPrefix::parse).orElse(UserIdPrefix.ANY);
          var after = form.read(UserList.AFTER, UserId::parse);
          if (form.hasFaults()) {
            show(call, operator, 400, new UserList(form, List.of(), Optional.empty()));
          } else {
            call.answer(
                useCases.findUsers().find(prefix, after, PER_PAGE),
                page -> show(call, operator, 200, new UserList(form, page.users(), page.next())));
          }
        });
  }

  private void show(Call call, Operator operator, int status, UserList list) {
    renderer.show(
        call,
        status,
        renderer.of(operator, Section.USERS, ""),
        "console/users.jte",
        Map.of("list", list));
  }

  private void show(Call call) {
    var done = Form.ofQuery(call).text("done");
    guard.enter(
        call,
        SESSIONS_READ,
        operator ->
            look(
                call,
                view ->
                    renderer.show(
                        call,
                        200,
                        renderer.of(operator, Section.USERS, done),
                        "console/user.jte",
                        Map.of("view", view))));
  }

  private void showAgain(Call call) {
    guard.watch(
        call,
        SESSIONS_READ,
        operator ->
            look(
                call,
                view ->
                    renderer.showPart(
                        call,
                        "console/userParts.jte",
                        Map.of("view", view, "operator", operator))));
  }

  private void look(Call call, Consumer<UserView> then) {
    var userId = userId(call);
    call.answer(
        useCases.listSessionsOfUser().list(userId, Optional.empty(), SessionReach.ALL),
        sessions ->
            then.accept(
                new UserView(
                    userId,
                    sessions.stream()
                        .sorted(Comparator.comparing(judged -> !judged.isActive()))
                        .toList(),
                    useCases.cutOffSessions().disabledSince(userId),
                    renderer.now())));
  }

  private interface Question {
    Confirmation about(UserId userId);
  }

  private void ask(Call call, Question question) {
    var userId = userId(call);
    guard.enter(
        call,
        SESSIONS_REVOKE,
        operator -> renderer.ask(call, operator, Section.USERS, question.about(userId)));
  }

  private static Confirmation toEnd(UserId userId) {
    return new Confirmation(
        "End all sessions of " + userId + "?",
        List.of("The user is signed out everywhere, and may sign in again."),
        page(userId) + "/end",
        "End all sessions",
        page(userId));
  }

  private static Confirmation toDisable(UserId userId) {
    return new Confirmation(
        "Disable " + userId + "?",
        List.of(
            "All sessions of the user end, on every node.",
            "None is opened again until the user is enabled."),
        page(userId) + "/disable",
        "Disable the user",
        page(userId));
  }

  private static Confirmation toEnable(UserId userId) {
    return new Confirmation(
        "Enable " + userId + "?",
        List.of("The user may have sessions again. Those that have ended stay over."),
        page(userId) + "/enable",
        "Enable the user",
        page(userId));
  }

  private void end(Call call) {
    var userId = userId(call);
    guard.act(
        call,
        SESSIONS_REVOKE,
        (operator, _) ->
            call.answer(
                useCases
                    .endSessionsOfUser()
                    .end(
                        userId,
                        Optional.empty(),
                        EndReason.REVOKED,
                        operator.key().mayEnd(),
                        operator.by(call)),
                _ -> done(call, operator, "all_ended", userId)));
  }

  private void disable(Call call) {
    var userId = userId(call);
    guard.act(
        call,
        SESSIONS_REVOKE,
        (operator, _) ->
            call.answer(
                useCases.cutOffSessions().disable(operator.mayDisable(userId), operator.by(call)),
                _ -> done(call, operator, "disabled", userId)));
  }

  private void enable(Call call) {
    var userId = userId(call);
    guard.act(
        call,
        SESSIONS_REVOKE,
        (operator, _) ->
            call.answer(
                useCases.cutOffSessions().enable(operator.mayDisable(userId), operator.by(call)),
                _ -> done(call, operator, "enabled", userId)));
  }

  private void done(Call call, Operator operator, String notice, UserId userId) {
    renderer.done(call, notice, operator.may(SESSIONS_READ) ? page(userId) : "/console");
  }
}
