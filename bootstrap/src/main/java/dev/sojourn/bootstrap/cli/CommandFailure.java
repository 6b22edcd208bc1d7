package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;

/** A command cannot do what it was told to. The message says what is wrong and where. */
final class CommandFailure extends RuntimeException {
  private final ExitStatus status;

  CommandFailure(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  CommandFailure(ExitStatus status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  static CommandFailure failed(String message) {
    return new CommandFailure(ExitStatus.FAILED, message);
  }

  static CommandFailure wrongUsage(String message) {
    return new CommandFailure(ExitStatus.WRONG_USAGE, message);
  }

  ExitStatus status() {
    return status;
  }
}
