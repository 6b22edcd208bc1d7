package dev.sojourn.adapters.http.api.token;

import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.request.Body;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parameters of an OAuth request, from a form or from JSON. A form may have parameters that are
 * not known (RFC 6749, section 3.2, has them ignored) and none twice but {@code resource} (RFC
 * 8707, section 2); JSON, which no RFC speaks of, must have known ones only.
 */
public record OAuthParameters(Map<String, String> values) {
  /** May come several times, and is ignored: whom tokens are for the policy of a session says. */
  private static final String RESOURCE = "resource";

  private static final int MOST_RESOURCES = 100;

  /** How many faults an error names: an answer is never far larger than what it answers. */
  private static final int MOST_TOLD = 10;

  /**
   * @throws OAuthError.Refusal if they cannot be read
   */
  public static OAuthParameters read(Call call, Set<String> known) {
    return switch (call.contentType()) {
      case "application/x-www-form-urlencoded" -> ofForm(call);
      case "application/json" -> ofJson(call, known);
      default ->
          throw OAuthError.invalidRequest(
              "the content type must be application/x-www-form-urlencoded or application/json");
    };
  }

  private static OAuthParameters ofForm(Call call) {
    var values = new LinkedHashMap<String, String>();
    for (var pair : PercentEncoding.pairs(text(call))) {
      if (pair instanceof Parsed.Invalid<Map.Entry<String, String>>(var fault)) {
        throw OAuthError.invalidRequest("the form " + fault);
      }
      if (!(pair instanceof Parsed.Valid<Map.Entry<String, String>>(var parameter))) {
        continue;
      }
      if (values.putIfAbsent(parameter.getKey(), parameter.getValue()) != null
          && !parameter.getKey().equals(RESOURCE)) {
        throw OAuthError.invalidRequest("a parameter must not come twice");
      }
    }
    // A parameter without a value counts as left out (RFC 6749, section 3.2).
    values.values().removeIf(String::isEmpty);
    return new OAuthParameters(values);
  }

  private static String text(Call call) {
    try {
      return Body.text(call.body());
    } catch (Problem unreadable) {
      throw OAuthError.invalidRequest("the form must be UTF-8");
    }
  }

  private static OAuthParameters ofJson(Call call, Set<String> known) {
    final Json.Object json;
    try {
      json = call.json();
    } catch (Problem unreadable) {
      throw OAuthError.invalidRequest("the body: " + unreadable.getMessage());
    }
    var fields = new Fields(json);
    var values = new LinkedHashMap<String, String>();
    for (var name : known) {
      if (name.equals(RESOURCE) && json.members().get(name) instanceof Json.Array) {
        fields.texts(name, MOST_RESOURCES, Fields.Readers::any);
      } else {
        fields.optional(name, Fields.Readers::any).ifPresent(value -> values.put(name, value));
      }
    }
    var faults = fields.faults();
    if (!faults.isEmpty()) {
      throw OAuthError.invalidRequest(told(faults));
    }
    return new OAuthParameters(values);
  }

  private static String told(List<Fault> faults) {
    var first =
        faults.stream().limit(MOST_TOLD).map(Object::toString).collect(Collectors.joining("; "));
    return faults.size() <= MOST_TOLD
        ? first
        : first + "; and " + (faults.size() - MOST_TOLD) + " more";
  }

  String required(String name) {
    return optional(name)
        .orElseThrow(() -> OAuthError.invalidRequest("the parameter " + name + " is missing"));
  }

  Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  <T> Optional<T> optional(String name, Function<String, Parsed<T>> parse) {
    return optional(name)
        .map(
            text ->
                switch (parse.apply(text)) {
                  case Parsed.Valid<T>(var value) -> value;
                  case Parsed.Invalid<T>(var fault) ->
                      throw OAuthError.invalidRequest(name + " " + fault);
                });
  }

  @Override
  public String toString() {
    return "OAuthParameters[hidden]";
  }
}
