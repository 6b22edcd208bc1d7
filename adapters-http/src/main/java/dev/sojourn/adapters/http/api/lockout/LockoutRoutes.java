package dev.sojourn.adapters.http.api.lockout;

import static dev.sojourn.adapters.http.apikey.Scope.LOGINS_WRITE;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Cursor;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.adapters.http.request.Fields.Readers;
import dev.sojourn.application.lockout.ListLockouts;
import dev.sojourn.application.lockout.LockoutAnswer;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.LoginAttempt;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** /v1/login-attempts and /v1/lockouts. */
public final class LockoutRoutes {
  private final UseCases useCases;
  private final Supplier<KeyRing> keys;

  public LockoutRoutes(UseCases useCases, Supplier<KeyRing> keys) {
    this.useCases = useCases;
    this.keys = keys;
  }

  public List<Endpoint> endpoints() {
    var path = "/v1/lockouts/{subject}";
    return List.of(
        Endpoint.needing(LOGINS_WRITE, HttpMethod.POST, "/v1/login-attempts", this::report)
            .keepingToReach(),
        Endpoint.needing(LOGINS_WRITE, HttpMethod.GET, "/v1/lockouts", this::list)
            .with("limit", "cursor"),
        Endpoint.needing(LOGINS_WRITE, HttpMethod.GET, path, this::show)
            .with("ip_address", "factor")
            .keepingToReach(),
        Endpoint.needing(LOGINS_WRITE, HttpMethod.DELETE, path, this::lift)
            .with("ip_address", "factor"));
  }

  private void report(Call call) {
    var fields = new Fields(call.json());
    var subject = fields.required("subject", Subject::parse);
    var address = fields.optional("ip_address", IpAddress::parse);
    var factor = fields.optional("factor", LockoutRoutes::factor).orElse(Factor.PASSWORD);
    var outcome =
        fields.required("outcome", Readers.word(LoginAttempt.Outcome::ofWord, "failed, succeeded"));
    fields.done();
    var attempt =
        new LoginAttempt(
            SessionJson.present(subject), address, factor, SessionJson.present(outcome));
    call.answer(
        useCases.reportLoginAttempt().report(attempt, call.byClient()),
        answer -> stands(call, answer));
  }

  private void show(Call call) {
    var subject = call.path("subject", Subject::parse);
    var address = call.query().optional("ip_address", IpAddress::parse);
    var factor = call.query().optional("factor", LockoutRoutes::factor).orElse(Factor.PASSWORD);
    call.query().done();
    call.answer(
        useCases.showLockout().show(subject, factor, address), answer -> stands(call, answer));
  }

  private static void stands(Call call, LockoutAnswer answer) {
    if (answer.status().isLocked()) {
      call.header("Retry-After", String.valueOf(LockoutJson.seconds(answer.retryAfter())));
    }
    call.json(200, LockoutJson.write(answer));
  }

  private void list(Call call) {
    var after =
        Cursor.position(call.query(), keys.get())
            .flatMap(position -> call.query().optional("cursor", _ -> Subject.parse(position)));
    var limit = call.query().limit(ListLockouts.MOST);
    call.query().done();
    call.answer(
        useCases.listLockouts().list(after, limit),
        page -> {
          var next =
              page.next().map(subject -> new Cursor(Map.of(), subject.value()).text(keys.get()));
          List<JsonObject> items = page.items().stream().map(LockoutJson::writeItem).toList();
          call.json(200, SessionJson.page(items, next.orElse(null)));
        });
  }

  private void lift(Call call) {
    var subject = call.path("subject", Subject::parse);
    var address = call.query().optional("ip_address", IpAddress::parse);
    var factor = call.query().optional("factor", LockoutRoutes::factor);
    call.query().done();
    call.answer(
        useCases.liftLockout().lift(subject, factor, address, call.byClient()),
        _ -> call.empty(204));
  }

  private static Parsed<Factor> factor(String text) {
    return Readers.<Factor>word(Factor::ofWord, "password, mfa").apply(text);
  }
}
