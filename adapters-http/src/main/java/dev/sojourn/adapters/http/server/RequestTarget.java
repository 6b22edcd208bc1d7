package dev.sojourn.adapters.http.server;

import dev.sojourn.domain.HttpUri;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The target of a request as it was sent (RFC 9112, section 3.2), before anything decodes or
 * normalises it.
 *
 * <p>A proxy in front that decides by a prefix of the path sees these characters and no others. So
 * routes are matched against them, and {@code //console}, {@code /%63onsole} and {@code
 * /x/../console} are not {@code /console}.
 */
public sealed interface RequestTarget {
  /** A request is a verification if its path begins so; the client's own path follows. */
  String VERIFICATION = "/v1/verify/";

  /** Of the absolute form. Whether TLS was spoken, only the proxy in front may know. */
  Set<String> SCHEMES = Set.of("http", "https");

  /**
   * The origin form or the absolute form.
   *
   * @param authority of the absolute form, which counts instead of Host (section 3.2.2)
   * @param path as it was sent, {@code /} in place of an empty one
   * @param query as it was sent, without the question mark
   */
  record Resource(Optional<String> authority, String path, Optional<String> query)
      implements RequestTarget {

    public String pathAndQuery() {
      return query.map(text -> path + "?" + text).orElse(path);
    }

    /** Whether a proxy asks if the client's own request may pass. */
    public boolean isVerification() {
      return path.startsWith(VERIFICATION);
    }

    /**
     * Whether a part of the path is {@code .} or {@code ..} to any reader (RFC 3986, section 3.3):
     * also percent-encoded, with parameters behind a semicolon, or between backslashes and encoded
     * slashes.
     */
    public boolean hasDotSegments() {
      var dots = 0;
      var isOnlyDots = true;
      var isInParameters = false;
      for (var at = 0; at < path.length(); ) {
        var c = decodedAt(at);
        if (c == '/' || c == '\\') {
          if (isOnlyDots && (dots == 1 || dots == 2)) {
            return true;
          }
          dots = 0;
          isOnlyDots = true;
          isInParameters = false;
        } else if (c == ';') {
          isInParameters = true;
        } else if (c == '.' && !isInParameters) {
          dots++;
        } else if (!isInParameters) {
          isOnlyDots = false;
        }
        at += path.charAt(at) == '%' && c != '%' ? 3 : 1;
      }
      return isOnlyDots && (dots == 1 || dots == 2);
    }

    /** The character here, if it is one of those that matter and is percent-encoded: decoded. */
    private char decodedAt(int at) {
      if (path.charAt(at) != '%' || at + 2 >= path.length()) {
        return path.charAt(at);
      }
      return switch (path.substring(at + 1, at + 3).toLowerCase(Locale.ROOT)) {
        case "2e" -> '.';
        case "2f" -> '/';
        case "5c" -> '\\';
        case "3b" -> ';';
        default -> '%';
      };
    }
  }

  /** The asterisk form of OPTIONS: the server itself (section 3.2.4). */
  record Server() implements RequestTarget {}

  /** No target of a server that is no proxy. */
  record Invalid(String why) implements RequestTarget {}

  /** The target of a request. */
  static RequestTarget of(HttpServerRequest request) {
    return parse(request.method().name(), String.valueOf(request.uri()));
  }

  /**
   * Reads the target in any of its four forms.
   *
   * @param method by which two of the forms are allowed
   */
  static RequestTarget parse(String method, String target) {
    if (target.equals("*")) {
      return method.equals("OPTIONS")
          ? new Server()
          : new Invalid("only OPTIONS may be asked of the server itself");
    }
    if (method.equals("CONNECT")) {
      return new Invalid("this is no proxy");
    }
    return target.startsWith("/") ? resource(Optional.empty(), target) : ofAbsolute(target);
  }

  private static RequestTarget ofAbsolute(String target) {
    var colon = target.indexOf("://");
    if (colon < 0 || !SCHEMES.contains(target.substring(0, colon).toLowerCase(Locale.ROOT))) {
      return new Invalid("the target must be a path, or an http or https URI");
    }
    var begin = colon + 3;
    var end = begin;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    var authority = target.substring(begin, end);
    return HttpUri.parse("http://" + authority).isPresent()
        ? resource(Optional.of(authority), target.substring(end))
        : new Invalid("the target must have a host, and no user information");
  }

  private static Resource resource(Optional<String> authority, String rest) {
    var question = rest.indexOf('?');
    var path = question < 0 ? rest : rest.substring(0, question);
    return new Resource(
        authority,
        path.isEmpty() ? "/" : path,
        question < 0 ? Optional.empty() : Optional.of(rest.substring(question + 1)));
  }
}
