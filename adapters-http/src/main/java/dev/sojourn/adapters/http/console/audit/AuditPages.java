package dev.sojourn.adapters.http.console.audit;

import static dev.sojourn.adapters.http.apikey.Scope.AUDIT_READ;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.console.Operator;
import dev.sojourn.adapters.http.console.OperatorGuard;
import dev.sojourn.adapters.http.console.PageRenderer;
import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The audit trail. */
public final class AuditPages {
  private static final int PER_PAGE = 50;

  private final OperatorGuard guard;
  private final PageRenderer renderer;
  private final UseCases useCases;

  public AuditPages(OperatorGuard guard, PageRenderer renderer, UseCases useCases) {
    this.guard = guard;
    this.renderer = renderer;
    this.useCases = useCases;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.GET, "/console/audit", this::read).with(Endpoint.ANY_QUERY));
  }

  private void read(Call call) {
    guard.enter(
        call,
        AUDIT_READ,
        operator -> {
          var form = Form.ofQuery(call);
          var filter =
              new AuditFilter(
                  form.read("session_id", SessionId::parse),
                  form.read("user_id", UserId::parse),
                  form.read("action", AuditPages::action),
                  form.read("since", Form::instant),
                  form.read("until", Form::instant));
          var below = form.read("below", AuditPages::number);
          if (form.hasFaults()) {
            show(call, operator, 400, new AuditList(form, List.of(), Optional.empty()));
          } else {
            call.answer(
                useCases.readAudit().read(filter, below, PER_PAGE),
                page -> show(call, operator, 200, new AuditList(form, page.lines(), page.next())));
          }
        });
  }

  private void show(Call call, Operator operator, int status, AuditList list) {
    renderer.show(
        call,
        status,
        renderer.of(operator, Section.AUDIT, ""),
        "console/audit.jte",
        Map.of("list", list));
  }

  private static Parsed<Action> action(String text) {
    return Action.ofWord(text)
        .<Parsed<Action>>map(Parsed.Valid::new)
        .orElseGet(() -> new Parsed.Invalid<>("is no action"));
  }

  private static Parsed<Long> number(String text) {
    return text.matches("[0-9]{1,18}")
        ? new Parsed.Valid<>(Long.valueOf(text))
        : new Parsed.Invalid<>("is not a place in this list");
  }
}
