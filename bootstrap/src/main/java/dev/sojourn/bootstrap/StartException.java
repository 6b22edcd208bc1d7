package dev.sojourn.bootstrap;

import java.net.UnknownHostException;

/** Sojourn cannot start. The message is one line that tells the operator why. */
public final class StartException extends RuntimeException {
  private final ExitStatus status;

  public StartException(String message) {
    super(message);
    this.status = ExitStatus.FAILED;
  }

  public StartException(String message, Throwable cause) {
    super(message, cause);
    this.status = ExitStatus.FAILED;
  }

  private StartException(String message, ExitStatus status) {
    super(message);
    this.status = status;
  }

  /** The configuration does not fit what is there; another start with it fails as well. */
  static StartException wrongConfiguration(String message) {
    return new StartException(message, ExitStatus.WRONG_USAGE);
  }

  /** With which status the process ends. */
  public ExitStatus status() {
    return status;
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
    if (innermost instanceof UnknownHostException) {
      told = "the name of a host cannot be resolved: " + told;
    }
    return new StartException(what + ": " + told, failure);
  }
}
