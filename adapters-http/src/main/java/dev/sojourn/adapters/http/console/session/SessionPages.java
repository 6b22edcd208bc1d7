package dev.sojourn.adapters.http.console.session;

import static dev.sojourn.adapters.http.apikey.Scope.AUDIT_READ;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_READ;
import static dev.sojourn.adapters.http.apikey.Scope.SESSIONS_REVOKE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.DisplayText;
import dev.sojourn.adapters.http.console.Locations;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.application.session.Judged;
import dev.sojourn.application.session.SearchSessions;
import dev.sojourn.application.session.SessionQuery;
import dev.sojourn.application.session.SessionState;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Sessions: searched for, looked at one by one, and ended. */
public final class SessionPages {
  private static final int PER_PAGE = 50;
  private static final int HISTORY = 50;

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;
  private final Policies policies;
  private final Locations locations;

  public SessionPages(
      OperatorGuard guard,
      PageRenderer renderer,
      UseCases useCases,
      Policies policies,
      Locations locations) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
    this.policies = policies;
    this.locations = locations;
  }

  public List<Endpoint> endpoints() {
    var one = "/console/sessions/{id}";
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/sessions", this::list).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/sessions", this::listAgain)
            .with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, one, this::show).with(Endpoint.ANY_QUERY),
        Endpoint.open(HttpMethod.GET, "/console/live/sessions/{id}", this::showAgain),
        Endpoint.open(HttpMethod.GET, one + "/end", this::askToEnd),
        Endpoint.open(HttpMethod.POST, one + "/end", this::end),
        Endpoint.open(HttpMethod.GET, one + "/end-others", this::askToEndOthers),
        Endpoint.open(HttpMethod.POST, one + "/end-others", this::endOthers));
  }

  private void list(Call call) {
    guard.enter(
        call,
        SESSIONS_READ,
        operator ->
            find(
                call,
                list ->
                    renderer.show(
                        call,
                        list.form().hasFaults() ? 400 : 200,
                        renderer.of(operator, Section.SESSIONS, list.form().text("done")),
                        "console/sessions.jte",
                        Map.of("list", list, "policies", names()))));
  }

  private void listAgain(Call call) {
    guard.watch(
        call,
        SESSIONS_READ,
        _ ->
            find(
                call,
                list -> renderer.showPart(call, "console/sessionRows.jte", Map.of("list", list))));
  }

  private List<String> names() {
    return policies.all().stream().map(SessionPolicy::name).map(PolicyName::value).toList();
  }

  private void find(Call call, Consumer<SessionList> then) {
    var form = Form.ofQuery(call);
    var query =
        new SessionQuery(
            form.read("user_id", UserId::parse),
            form.read("ip_address", IpAddress::parse),
            form.read("policy", PolicyName::parse),
            state(form),
            new Span(
                form.read("opened_after", Form::instant),
                form.read("opened_before", Form::instant)),
            new Span(
                form.read("active_after", Form::instant),
                form.read("active_before", Form::instant)),
            Optional.empty());
    var after = form.read(SessionList.AFTER, SessionPages::position);
    if (form.hasFaults()) {
      then.accept(new SessionList(form, List.of(), Optional.empty(), false, renderer.now()));
      return;
    }
    call.answer(
        useCases
            .searchSessions()
            .search(query, SessionReach.ALL, after, PER_PAGE)
            .thenCombine(
                newest(form, query),
                (page, newest) ->
                    new SessionList(
                        form, page.items(), page.next(), isNewer(newest, after), renderer.now())),
        then);
  }

  /** Only a page that looks for news asks for it. */
  private CompletionStage<List<Judged>> newest(Form form, SessionQuery query) {
    return form.text(SessionList.TOP).isEmpty()
        ? CompletableFuture.completedFuture(List.of())
        : useCases
            .searchSessions()
            .search(query, SessionReach.ALL, Optional.empty(), 1)
            .thenApply(SearchSessions.Page::items);
  }

  private static boolean isNewer(List<Judged> newest, Optional<Position> after) {
    return after.isPresent()
        && newest.stream()
            .map(judged -> judged.session().times().createdAt())
            .anyMatch(at -> !at.isBefore(after.get().createdAt()));
  }

  /** Who looks for sessions looks for those that live, unless they say otherwise. */
  private static Optional<SessionState> state(Form form) {
    return switch (form.text("state")) {
      case "any" -> Optional.empty();
      case "" -> Optional.of(SessionState.ACTIVE);
      default ->
          form.read(
              "state",
              text ->
                  SessionState.ofWord(text)
                      .<Parsed<SessionState>>map(Parsed.Valid::new)
                      .orElseGet(() -> new Parsed.Invalid<>("must be active, ended or any")));
    };
  }

  /** A place in the list, as addresses have it. */
  static String text(Position position) {
    return position.createdAt().toEpochMilli() + "_" + position.id();
  }

  private static Parsed<Position> position(String text) {
    var parts = text.split("_", -1);
    return parts.length == 2 && parts[0].matches("-?[0-9]{1,15}")
        ? SessionId.parse(parts[1])
            .then(
                id ->
                    new Parsed.Valid<>(
                        new Position(Instant.ofEpochMilli(Long.parseLong(parts[0])), id)))
        : new Parsed.Invalid<>("is not a place in this list");
  }

  private void show(Call call) {
    var done = Form.ofQuery(call).text("done");
    guard.enter(
        call,
        SESSIONS_READ,
        operator ->
            look(
                call,
                operator,
                view ->
                    renderer.show(
                        call,
                        200,
                        renderer.of(operator, Section.SESSIONS, done),
                        "console/session.jte",
                        Map.of("view", view))));
  }

  private void showAgain(Call call) {
    guard.watch(
        call,
        SESSIONS_READ,
        operator ->
            look(
                call,
                operator,
                view ->
                    renderer.showPart(
                        call,
                        "console/sessionParts.jte",
                        Map.of("view", view, "operator", operator))));
  }

  private void look(Call call, Operator operator, Consumer<SessionView> then) {
    var id = call.sessionId();
    call.answer(
        useCases
            .findSession()
            .find(id, SessionReach.ALL)
            .thenCombine(
                history(id, operator),
                (found, history) -> found.map(judged -> view(judged, operator, history))),
        view -> then.accept(view.orElseThrow(SessionPages::noSuchSession)));
  }

  private SessionView view(Judged judged, Operator operator, Optional<List<Kept>> history) {
    var session = judged.session();
    return new SessionView(
        judged,
        Timeline.of(judged, policies.named(session.policy()), renderer.now()),
        session.id().equals(operator.session()),
        session.origin().ipAddress().flatMap(locations::of),
        history);
  }

  private CompletionStage<Optional<List<Kept>>> history(SessionId id, Operator operator) {
    if (!operator.may(AUDIT_READ)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var filter =
        new AuditFilter(
            Optional.of(id),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return useCases
        .readAudit()
        .read(filter, Optional.empty(), HISTORY)
        .thenApply(page -> Optional.of(page.lines()));
  }

  private static Problem noSuchSession() {
    return Problem.of(ProblemType.NOT_FOUND, "there is no session of this id, or no longer");
  }

  private void askToEnd(Call call) {
    guard.enter(
        call,
        SESSIONS_REVOKE,
        operator ->
            withSession(
                call,
                session -> {
                  var consequences = new ArrayList<String>();
                  consequences.add(
                      "Opened on %s from %s. Its tokens stop working at once, on every node."
                          .formatted(
                              DisplayText.device(session.origin().device()), address(session)));
                  if (session.id().equals(operator.session())) {
                    consequences.add("It is your own: you will be signed out.");
                  }
                  renderer.ask(
                      call,
                      operator,
                      Section.SESSIONS,
                      new Confirmation(
                          "End this session of " + session.userId() + "?",
                          consequences,
                          page(session) + "/end",
                          "End the session",
                          page(session)));
                }));
  }

  private static String address(Session session) {
    return session.origin().ipAddress().map(IpAddress::value).orElse("an unknown address");
  }

  private static String page(Session session) {
    return Section.SESSIONS.path() + "/" + session.id();
  }

  private void end(Call call) {
    var id = call.sessionId();
    guard.act(
        call,
        SESSIONS_REVOKE,
        (operator, _) ->
            call.answer(
                useCases
                    .endSession()
                    .end(id, EndReason.REVOKED, operator.mayEnd(id), operator.by(call)),
                outcome -> {
                  switch (outcome) {
                    case ENDED -> renderer.done(call, "ended", afterwards(operator, id));
                    case ENDED_BEFORE ->
                        renderer.done(call, "ended_before", afterwards(operator, id));
                    case UNKNOWN -> throw noSuchSession();
                  }
                }));
  }

  /** Who may end sessions need not be one who may see them. */
  private static String afterwards(Operator operator, SessionId id) {
    return operator.may(SESSIONS_READ) ? Section.SESSIONS.path() + "/" + id : "/console";
  }

  private void askToEndOthers(Call call) {
    guard.enter(
        call,
        SESSIONS_REVOKE,
        operator ->
            withSession(
                call,
                session ->
                    renderer.ask(
                        call,
                        operator,
                        Section.SESSIONS,
                        new Confirmation(
                            "End all other sessions of " + session.userId() + "?",
                            List.of(
                                "Only the one on %s from %s stays."
                                    .formatted(
                                        DisplayText.device(session.origin().device()),
                                        address(session))),
                            page(session) + "/end-others",
                            "End all but this one",
                            page(session)))));
  }

  private void endOthers(Call call) {
    var id = call.sessionId();
    guard.act(
        call,
        SESSIONS_REVOKE,
        (operator, _) ->
            withSession(
                call,
                session ->
                    call.answer(
                        useCases
                            .endSessionsOfUser()
                            .end(
                                session.userId(),
                                Optional.of(id),
                                EndReason.REVOKED,
                                operator.key().mayEnd(),
                                operator.by(call)),
                        _ -> renderer.done(call, "others_ended", afterwards(operator, id)))));
  }

  private void withSession(Call call, Consumer<Session> then) {
    call.answer(
        useCases.findSession().find(call.sessionId(), SessionReach.ALL),
        found -> then.accept(found.map(Judged::session).orElseThrow(SessionPages::noSuchSession)));
  }
}
