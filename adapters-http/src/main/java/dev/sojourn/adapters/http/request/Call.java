package dev.sojourn.adapters.http.request;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserAgent;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** One request on its way through a route: what came, and how it is answered. */
public final class Call {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  private final RoutingContext http;
  private final Endpoint endpoint;
  private final Buffer body;
  private final Query query;
  private final Optional<ApiKey> client;
  private final Function<HttpServerRequest, Optional<IpAddress>> addressOf;
  private Optional<IpAddress> callerAddress = Optional.empty();
  private boolean isCallerKnown;

  Call(
      RoutingContext http,
      Endpoint endpoint,
      Buffer body,
      Query query,
      Optional<ApiKey> client,
      Function<HttpServerRequest, Optional<IpAddress>> addressOf) {
    this.addressOf = addressOf;
    this.http = http;
    this.endpoint = endpoint;
    this.body = body;
    this.query = query;
    this.client = client;
  }

  public HttpServerRequest request() {
    return http.request();
  }

  /** GET, or HEAD, which is answered as GET without the content (RFC 9110, section 9.3.2). */
  public boolean onlyReads() {
    return request().method().equals(HttpMethod.GET) || isHead();
  }

  public boolean isHead() {
    return request().method().equals(HttpMethod.HEAD);
  }

  public Query query() {
    return query;
  }

  /** The client whose API key opened the route. */
  public ApiKey client() {
    return client.orElseThrow();
  }

  /** Where the request came from. */
  public Optional<IpAddress> callerAddress() {
    if (!isCallerKnown) {
      callerAddress = addressOf.apply(http.request());
      isCallerKnown = true;
    }
    return callerAddress;
  }

  /** What the caller says that it is; recognizing the device is left to the use cases. */
  public Optional<UserAgent> userAgent() {
    return Optional.ofNullable(request().getHeader("User-Agent")).map(UserAgent::of);
  }

  /** The client whose API key opened the route, to the audit trail. */
  public Initiator byClient() {
    return by(new Actor.Client(client().name()));
  }

  /** Somebody else, from where the request came. */
  public Initiator by(Actor actor) {
    return new Initiator(actor, callerAddress());
  }

  public Buffer body() {
    return body;
  }

  /** The media type of the body, without parameters, in lower case. */
  public String contentType() {
    return Optional.ofNullable(request().getHeader("Content-Type"))
        .map(type -> type.indexOf(';') < 0 ? type : type.substring(0, type.indexOf(';')))
        .map(type -> type.strip().toLowerCase(Locale.ROOT))
        .orElse("");
  }

  /** The body as a JSON object, which it must be. */
  public Json.Object json() {
    var type = contentType();
    if (!type.equals("application/json") && !type.equals("application/merge-patch+json")) {
      throw Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "must be application/json");
    }
    return Body.read(body, endpoint.bodyLimit());
  }

  /** The body as a JSON object, or an empty one where there is no body. */
  public Json.Object jsonIfAny() {
    return body.length() == 0 ? Json.Object.EMPTY : json();
  }

  /**
   * A part of the path.
   *
   * @throws Problem that names it, if it is not valid
   */
  public <T> T path(String name, Function<String, Parsed<T>> parse) {
    return switch (PercentEncoding.decode(endpoint.segment(name, path())).then(parse)) {
      case Parsed.Valid<T>(var value) -> value;
      case Parsed.Invalid<T>(var fault) ->
          throw Problem.invalid(List.of(Fault.ofParameter(name, fault)));
    };
  }

  /** The session that the path names; an id that can be none's is not found either. */
  public SessionId sessionId() {
    return SessionId.parse(endpoint.segment("id", path())).valid().orElseThrow(Call::noSuchSession);
  }

  /** As it was sent: routes are matched with it, too. */
  private String path() {
    return String.valueOf(http.request().path());
  }

  public static Problem noSuchSession() {
    return Problem.of(ProblemType.NOT_FOUND, "no such session");
  }

  /** Answers when the stage has completed, on the event loop of the request. */
  public <T> void answer(CompletionStage<T> stage, Consumer<T> answer) {
    var future = stage.toCompletableFuture();
    if (future.isDone() && !future.isCompletedExceptionally()) {
      give(future.join(), answer); // what memory answers is not sent through a queue
    } else {
      Future.fromCompletionStage(stage, http.vertx().getOrCreateContext())
          .onSuccess(result -> give(result, answer))
          .onFailure(http::fail);
    }
  }

  private <T> void give(T result, Consumer<T> answer) {
    try {
      answer.accept(result);
    } catch (RuntimeException problem) {
      http.fail(problem);
    }
  }

  /** Does something on a worker that would block the event loop. */
  @SuppressWarnings("NullAway") // Vert.x lets work answer null; ours never does
  public <T> Future<T> blocking(Callable<T> work) {
    return http.vertx().executeBlocking(work);
  }

  public Call header(String name, String value) {
    http.response().putHeader(name, value);
    return this;
  }

  public void cookie(Cookie cookie) {
    http.response().addCookie(cookie);
  }

  public void json(int status, JsonObject json) {
    http.response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .end(json.toBuffer());
  }

  /**
   * Begins an answer that takes as long as its client likes; how long nobody is told to have waited
   * for it.
   */
  public AnswerStream stream(String contentType) {
    http.put(Endpoints.ANSWERED_AT, System.nanoTime());
    return new AnswerStream(
        http, http.response().putHeader("Content-Type", contentType).setChunked(true));
  }

  /** Does something when the request is over, however it ends. */
  public void atEnd(Runnable work) {
    http.addEndHandler(_ -> work.run());
  }

  public HttpServerResponse response() {
    return http.response();
  }

  public void text(String contentType, String text) {
    content(contentType, Buffer.buffer(text));
  }

  /** Answers with bytes, which may be shared by all answers. */
  public void content(String contentType, Buffer content) {
    http.response().putHeader("Content-Type", contentType).end(content);
  }

  public void empty(int status) {
    http.response().setStatusCode(status).end();
  }
}
