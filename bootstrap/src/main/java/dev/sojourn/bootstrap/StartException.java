package dev.sojourn.bootstrap;

/** Sojourn cannot start. The message is one line that says why to whoever runs it. */
public final class StartException extends RuntimeException {
  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What failed, followed by the innermost reason for it, on one line. */
  public static StartException because(String what, Throwable failure) {
    var innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    var reason = innermost.getMessage();
    var told =
        reason == null
            ? innermost.getClass().getSimpleName()
            : reason.lines().findFirst().orElse("");
    return new StartException(what + ": " + told, failure);
  }
}
