package dev.sojourn.adapters.http.problem;

import io.vertx.core.json.JsonObject;

/**
 * One thing that is wrong with a request, and where.
 *
 * @param kind {@code pointer} into the body, or {@code parameter} of the query
 * @param place a JSON pointer (RFC 6901), or the name of the parameter
 * @param detail what is wrong; never repeats what was sent
 */
public record Fault(String kind, String place, String detail) {

  /** Something in the body. */
  public static Fault at(String pointer, String detail) {
    return new Fault("pointer", pointer, detail);
  }

  /** Something in the query. */
  public static Fault ofParameter(String name, String detail) {
    return new Fault("parameter", name, detail);
  }

  JsonObject json() {
    return new JsonObject().put(kind, place).put("detail", detail);
  }

  @Override
  public String toString() {
    var where = place.isEmpty() ? kind.equals("pointer") ? "the body" : "the query" : place;
    return where + " " + detail;
  }
}
