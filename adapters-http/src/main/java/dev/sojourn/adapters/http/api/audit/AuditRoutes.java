package dev.sojourn.adapters.http.api.audit;

import static dev.sojourn.adapters.http.apikey.Scope.AUDIT_READ;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.api.session.SessionRoutes;
import dev.sojourn.adapters.http.request.Accepted;
import dev.sojourn.adapters.http.request.AnswerStream;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Cursor;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.Fields.Readers;
import dev.sojourn.application.audit.ReadAudit.Page;
import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** /v1/audit: in pages, or all of it as a stream of lines. */
public final class AuditRoutes {
  private static final int MOST = 1_000;
  private static final int LINES_AT_ONCE = 200;
  private static final Set<String> OF_PAGE = Set.of("limit", "cursor");
  private static final String[] PARAMETERS = {
    "session_id", "user_id", "client_id", "action", "since", "until", "limit", "cursor"
  };
  private static final String LINES = "application/x-ndjson";

  private final UseCases useCases;
  private final Supplier<KeyRing> keys;

  public AuditRoutes(UseCases useCases, Supplier<KeyRing> keys) {
    this.useCases = useCases;
    this.keys = keys;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.needing(AUDIT_READ, HttpMethod.GET, "/v1/audit", this::read)
            .with(PARAMETERS)
            .keepingToReach());
  }

  private void read(Call call) {
    var query = Cursor.resume(call.query(), keys.get(), OF_PAGE);
    var below =
        Cursor.position(query, keys.get())
            .flatMap(text -> query.optional("cursor", _ -> number(text)));
    var filter =
        new AuditFilter(
            query.optional("session_id", SessionId::parse),
            query.optional("user_id", UserId::parse),
            query.optional("action", AuditRoutes::action),
            query.optional("since", Readers::instant),
            query.optional("until", Readers::instant),
            query
                .optional("client_id", text -> SessionRoutes.client(call, text))
                .or(call.client().mayRead()::client));
    var limit = query.limit(MOST);
    query.done();
    if (Accepted.prefers(call.request().headers().getAll("Accept"), LINES, "application/json")) {
      writeLines(call, call.stream(LINES), filter, below);
      return;
    }
    call.answer(
        useCases.readAudit().read(filter, below, limit),
        page ->
            call.json(
                200,
                SessionJson.page(
                    page.lines().stream().map(AuditJson::write).toList(),
                    page.next()
                        .map(
                            next ->
                                new Cursor(Cursor.filter(query, OF_PAGE), String.valueOf(next))
                                    .text(keys.get()))
                        .orElse(null))));
  }

  /** Some at a time, as fast as the client takes them. */
  private void writeLines(
      Call call, AnswerStream answer, AuditFilter filter, Optional<Long> below) {
    if (answer.isOver()) {
      answer.end();
      return;
    }
    call.answer(
        useCases.readAudit().read(filter, below, LINES_AT_ONCE),
        page -> writeLines(call, answer, filter, page));
  }

  private void writeLines(Call call, AnswerStream answer, AuditFilter filter, Page page) {
    var lines = Buffer.buffer();
    for (Kept line : page.lines()) {
      lines.appendBuffer(AuditJson.write(line).toBuffer()).appendString("\n");
    }
    if (page.next().isEmpty()) {
      answer.end(lines);
    } else {
      answer.write(lines, () -> writeLines(call, answer, filter, page.next()));
    }
  }

  public static Parsed<Long> number(String text) {
    return text.matches("[0-9]{1,18}")
        ? new Parsed.Valid<>(Long.valueOf(text))
        : new Parsed.Invalid<>("is not a cursor of this list");
  }

  public static Parsed<Action> action(String text) {
    return Action.ofWord(text)
        .<Parsed<Action>>map(Parsed.Valid::new)
        .orElseGet(
            () ->
                new Parsed.Invalid<>(
                    "must be one of "
                        + Arrays.stream(Action.values())
                            .map(Action::word)
                            .collect(Collectors.joining(", "))));
  }
}
