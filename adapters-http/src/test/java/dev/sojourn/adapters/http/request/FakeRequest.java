package dev.sojourn.adapters.http.request;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Set;

/** A request that has headers and a body, and nothing else. */
final class FakeRequest {
  private FakeRequest() {}

  static HttpServerRequest with(MultiMap headers) {
    return fake(
        HttpServerRequest.class,
        (_, method, arguments) ->
            switch (method.getName()) {
              case "headers" -> headers;
              case "getHeader" -> headers.get(String.valueOf(arguments[0]));
              case "method" -> HttpMethod.GET;
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  static HttpServerRequest with(String header, String value) {
    return with(MultiMap.caseInsensitiveMultiMap().add(header, value));
  }

  static Call call(String contentType, byte[] body) {
    var request = with("Content-Type", contentType);
    var http =
        fake(
            RoutingContext.class,
            (_, method, _) ->
                switch (method.getName()) {
                  case "request" -> request;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
    return new Call(
        http,
        Endpoint.open(HttpMethod.POST, "/", _ -> {}),
        Buffer.buffer(body),
        Query.read(null, Set.of()),
        Optional.empty(),
        _ -> Optional.empty());
  }

  private static <T> T fake(Class<T> type, InvocationHandler answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers));
  }
}
