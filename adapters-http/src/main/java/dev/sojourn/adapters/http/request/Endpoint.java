package dev.sojourn.adapters.http.request;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.problem.ErrorShape;
import io.vertx.core.http.HttpMethod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A method on a path, as the contract names it.
 *
 * @param template the path, with the names of its parts in braces: {@code /v1/sessions/{id}}
 * @param scope what the API key must allow, if it needs one
 * @param parameters the names that the query may have
 * @param keepsToReach whether a key that is limited to its own client's sessions may call it,
 *     because it keeps to {@link ApiKey#mayRead} and its like; all others are refused to such a key
 * @param errors how it writes its errors
 * @param handle what is done
 */
public record Endpoint(
    HttpMethod method,
    String template,
    Optional<Scope> scope,
    Set<String> parameters,
    boolean keepsToReach,
    ErrorShape errors,
    Consumer<Call> handle) {

  /** The one parameter that stands for any: forms of pages are read by the pages themselves. */
  public static final String ANY_QUERY = "*";

  /** May follow anything that a proxy adds to the query. */
  public static final Set<String> ANY = Set.of(ANY_QUERY);

  /** One that anybody may call. */
  public static Endpoint open(HttpMethod method, String template, Consumer<Call> handle) {
    return new Endpoint(
        method, template, Optional.empty(), Set.of(), false, ErrorShape.PROBLEM, handle);
  }

  /** One that needs an API key with this scope. */
  public static Endpoint needing(
      Scope scope, HttpMethod method, String template, Consumer<Call> handle) {
    return new Endpoint(
        method, template, Optional.of(scope), Set.of(), false, ErrorShape.PROBLEM, handle);
  }

  /** The same, with these parameters in the query. */
  public Endpoint with(String... names) {
    return new Endpoint(method, template, scope, Set.of(names), keepsToReach, errors, handle);
  }

  /** The same, for keys that are limited to their own client's sessions too. */
  public Endpoint keepingToReach() {
    return new Endpoint(method, template, scope, parameters, true, errors, handle);
  }

  /** The same, with its errors in another form. */
  public Endpoint answeringErrors(ErrorShape shape) {
    return new Endpoint(method, template, scope, parameters, keepsToReach, shape, handle);
  }

  /** How much of a body it reads. */
  BodyLimit bodyLimit() {
    return scope.isPresent() ? BodyLimit.OF_CLIENTS : BodyLimit.OF_ANYBODY;
  }

  /** As the router wants it: {@code /v1/sessions/:id}. */
  String routerPath() {
    return template.replace("{", ":").replace("}", "");
  }

  /** The part of a path that stands where the template has this name, as it was sent. */
  String segment(String name, String path) {
    var index = List.of(template.split("/")).indexOf("{" + name + "}");
    var segments = Arrays.asList(path.split("/", -1));
    return index < segments.size() ? segments.get(index) : "";
  }
}
