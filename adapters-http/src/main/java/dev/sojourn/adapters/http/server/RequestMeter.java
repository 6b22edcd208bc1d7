package dev.sojourn.adapters.http.server;

import java.time.Duration;

/** Is told of every answer. */
@FunctionalInterface
public interface RequestMeter {
  /**
   * @param route the template of the path, never the path; {@code none} where no route matched
   * @param status the status code of the answer
   */
  void answered(String method, String route, int status, Duration took);
}
