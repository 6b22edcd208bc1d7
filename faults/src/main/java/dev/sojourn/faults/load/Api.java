package dev.sojourn.faults.load;

import dev.sojourn.faults.cluster.Node;
import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.History;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import dev.sojourn.faults.load.HttpConnection.Response;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sojourn as one client sees it: each request goes to a node, and into the history. */
final class Api implements AutoCloseable {
  static final String KEY = "Authorization: Bearer " + Node.API_KEY + "\r\n";
  static final String JSON = "Content-Type: application/json\r\n";
  static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  /** RFC 7636, appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private final History history;
  private final Actor actor;
  private final List<HttpConnection> connections;

  Api(History history, Actor actor, List<Integer> ports, Duration patience) {
    this.history = history;
    this.actor = actor;
    this.connections = ports.stream().map(port -> new HttpConnection(port, patience)).toList();
  }

  int nodes() {
    return connections.size();
  }

  /** What an answer is taken for, where it is no refusal. */
  private interface Reading {
    Answer of(Response response, JsonObject json);
  }

  private Operation ask(
      int node,
      String subject,
      Call call,
      long id,
      String method,
      String path,
      String headers,
      String body,
      Reading reading) {
    var startedAt = System.nanoTime();
    Answer answer;
    String named = subject;
    try {
      var response = connections.get(node).send(method, path, headers, body);
      var json = response.body().startsWith("{") ? new JsonObject(response.body()) : null;
      answer =
          response.status() == 503
              ? response.saysWhenToRetry() ? new Answer.Unavailable() : wrong(response)
              : reading.of(response, json == null ? new JsonObject() : json);
      if (call instanceof Call.Open && json != null && json.getJsonObject("session") != null) {
        named = json.getJsonObject("session").getString("id");
      }
    } catch (SocketTimeoutException late) {
      answer = new Answer.Lost("no answer in time");
    } catch (ConnectException refused) {
      answer = new Answer.Lost("not reached");
    } catch (IOException broken) {
      answer = new Answer.Lost("the connection broke");
    }
    var operation =
        new Operation(id, actor, named, node, call, startedAt, System.nanoTime(), answer);
    history.add(operation);
    return operation;
  }

  private static Answer wrong(Response response) {
    return new Answer.Wrong(response.status(), response.body());
  }

  private static Answer issued(Response response, long epoch, @Nullable JsonObject tokens) {
    return tokens == null || tokens.getString("refresh_token") == null
        ? wrong(response)
        : new Answer.Issued(
            Tokens.of(epoch, tokens.getString("access_token"), tokens.getString("refresh_token")));
  }

  Operation open(int node, String user) {
    var id = history.nextId();
    return ask(
        node,
        "never heard of " + id,
        new Call.Open(false),
        id,
        "POST",
        "/v1/sessions",
        KEY + JSON,
        new JsonObject().put("user_id", user).encode(),
        (response, json) ->
            response.status() == 201
                ? issued(response, id, json.getJsonObject("tokens"))
                : wrong(response));
  }

  /** Begins a login, and opens a session whose tokens are to be exchanged for a code. */
  Operation openWithCode(int node, String user) {
    var id = history.nextId();
    var authorization = beginAuthorization(node);
    if (authorization.isEmpty()) {
      var now = System.nanoTime();
      return new Operation(
          id, actor, "never begun", node, new Call.Open(true), now, now, new Answer.Unavailable());
    }
    return ask(
        node,
        "never heard of " + id,
        new Call.Open(true),
        id,
        "POST",
        "/v1/sessions",
        KEY + JSON,
        new JsonObject().put("user_id", user).put("authorization_id", authorization.get()).encode(),
        (response, json) ->
            response.status() == 201
                ? new Answer.CodeIssued(json.getJsonObject("exchange").getString("code"))
                : wrong(response));
  }

  private Optional<String> beginAuthorization(int node) {
    try {
      var response =
          connections
              .get(node)
              .send(
                  "POST",
                  "/v1/authorizations",
                  KEY + JSON,
                  new JsonObject()
                      .put("code_challenge", CHALLENGE)
                      .put("client_type", "web")
                      .encode());
      return response.status() == 201
          ? Optional.of(new JsonObject(response.body()).getString("authorization_id"))
          : Optional.empty();
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  Operation exchange(int node, String session, String code) {
    var id = history.nextId();
    return ask(
        node,
        session,
        new Call.Exchange(),
        id,
        "POST",
        "/v1/token",
        FORM,
        "grant_type=authorization_code&code=" + code + "&code_verifier=" + VERIFIER,
        (response, json) -> granted(response, json, id));
  }

  Operation refresh(int node, String session, Tokens presented) {
    return ask(
        node,
        session,
        new Call.Refresh(presented),
        history.nextId(),
        "POST",
        "/v1/token",
        FORM,
        "grant_type=refresh_token&refresh_token=" + presented.refresh(),
        (response, json) -> granted(response, json, presented.epoch()));
  }

  private static Answer granted(Response response, JsonObject json, long epoch) {
    if (response.status() == 200) {
      return issued(response, epoch, json);
    }
    return response.status() == 400 && "invalid_grant".equals(json.getString("error"))
        ? new Answer.Refused(Optional.ofNullable(json.getString("reason")))
        : wrong(response);
  }

  Operation reauthenticate(int node, String session) {
    var id = history.nextId();
    return ask(
        node,
        session,
        new Call.Reauthenticate(),
        id,
        "POST",
        "/v1/sessions/" + session + "/authentication",
        KEY + JSON,
        "{\"amr\":[\"pwd\"]}",
        (response, json) ->
            switch (response.status()) {
              case 200 -> begunAnew(response, id, json);
              case 404 -> new Answer.Gone();
              case 409 -> new Answer.Refused(reason(json));
              default -> wrong(response);
            });
  }

  /** Tokens; or a code, if the tokens have not been exchanged for one yet. */
  private static Answer begunAnew(Response response, long epoch, JsonObject json) {
    var exchange = json.getJsonObject("exchange");
    return exchange == null
        ? issued(response, epoch, json.getJsonObject("tokens"))
        : new Answer.CodeIssued(exchange.getString("code"));
  }

  /** A problem tells the reason of an end in its detail. */
  private static Optional<String> reason(JsonObject problem) {
    return Optional.ofNullable(problem.getString("end_reason"))
        .or(
            () ->
                Optional.ofNullable(problem.getString("detail"))
                    .map(detail -> detail.replace("ended: ", "")));
  }

  Operation end(int node, String session) {
    return ask(
        node,
        session,
        new Call.End(),
        history.nextId(),
        "DELETE",
        "/v1/sessions/" + session,
        KEY,
        "",
        (response, _) ->
            switch (response.status()) {
              case 204 -> new Answer.Done();
              case 404 -> new Answer.Gone();
              default -> wrong(response);
            });
  }

  Operation verify(int node, String session, Tokens presented) {
    return ask(
        node,
        session,
        new Call.Verify(presented),
        history.nextId(),
        "GET",
        "/v1/verify",
        "Authorization: Bearer " + presented.access() + "\r\n",
        "",
        (response, _) ->
            switch (response.status()) {
              case 200 -> new Answer.Done();
              case 401 -> new Answer.Refused(Optional.empty());
              default -> wrong(response);
            });
  }

  /** A failed login; {@code factor} is password, which is counted, or mfa, which locks soon. */
  Operation failedLogin(int node, String subject, String factor) {
    return ask(
        node,
        subject + " " + factor,
        new Call.Attempt(),
        history.nextId(),
        "POST",
        "/v1/login-attempts",
        KEY + JSON,
        new JsonObject()
            .put("subject", subject)
            .put("factor", factor)
            .put("outcome", "failed")
            .encode(),
        Api::counted);
  }

  /** How the failures of a subject stand. */
  Operation showLockout(int node, String subject, String factor) {
    return ask(
        node,
        subject + " " + factor,
        new Call.Look(),
        history.nextId(),
        "GET",
        "/v1/lockouts/" + subject + "?factor=" + factor,
        KEY,
        "",
        Api::counted);
  }

  private static Answer counted(Response response, JsonObject json) {
    return response.status() == 200
        ? new Answer.Counted(json.getInteger("failures"), json.getBoolean("locked"))
        : wrong(response);
  }

  /**
   * Ends the sessions of people who authenticated by then.
   *
   * @param nanos the same instant in the time of {@link System#nanoTime}
   */
  Operation cutOff(int node, Instant before, long nanos) {
    return ask(
        node,
        "everybody",
        new Call.CutOff(nanos),
        history.nextId(),
        "POST",
        "/v1/cut-offs",
        KEY + JSON,
        new JsonObject().put("scope", "everybody").put("before", before.toString()).encode(),
        (response, _) -> response.status() == 201 ? new Answer.Done() : wrong(response));
  }

  /** Something that succeeds or is refused for now; its answer, where it is JSON. */
  Optional<JsonObject> other(int node, String method, String path, String headers, String body) {
    var answered = new JsonObject[1];
    var operation =
        ask(
            node,
            "a backend",
            new Call.Other(method + " " + path),
            history.nextId(),
            method,
            path,
            headers,
            body,
            (response, json) -> {
              answered[0] = json;
              return response.status() / 100 == 2 ? new Answer.Done() : wrong(response);
            });
    return operation.answer() instanceof Answer.Done ? Optional.of(answered[0]) : Optional.empty();
  }

  @Override
  public void close() {
    connections.forEach(HttpConnection::close);
  }
}
