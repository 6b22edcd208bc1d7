package dev.sojourn.adapters.http.server;

import java.util.Optional;

/** Follows requests through all systems that they pass. On the context of the request. */
public interface RequestTracing {
  /** Nobody looks. */
  RequestTracing OFF =
      new RequestTracing() {
        @Override
        public Optional<String> traceId() {
          return Optional.empty();
        }

        @Override
        public void routed(String method, String route) {}
      };

  /**
   * The trace that the current request is part of, in 32 hexadecimal digits (W3C Trace Context).
   */
  Optional<String> traceId();

  /**
   * It is known what the current request is for.
   *
   * @param route the template of the path, never the path
   */
  void routed(String method, String route);
}
