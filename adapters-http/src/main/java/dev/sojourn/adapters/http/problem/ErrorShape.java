package dev.sojourn.adapters.http.problem;

import io.vertx.core.json.JsonObject;
import java.util.function.BiFunction;

/**
 * How an endpoint writes its errors: as problems (RFC 9457), unless its own RFC has another form.
 * It is put beside the data of a request as soon as its endpoint is known, so that it also holds
 * for what goes wrong before the endpoint is asked: a body that is too large, a method that it does
 * not take, a store that is away.
 *
 * @param write what a problem is in it, given the id of the request
 */
public record ErrorShape(String contentType, BiFunction<Problem, String, JsonObject> write) {
  /** Under this key of a request's data is the shape, if it is not {@link #PROBLEM}. */
  public static final String KEY = "error-shape";

  /** RFC 9457. */
  public static final ErrorShape PROBLEM =
      new ErrorShape("application/problem+json", Problem::json);
}
