package dev.sojourn.bootstrap;

/** With which status the process ends, whatever the command. */
public enum ExitStatus {
  GOOD(0, "done, or stopped in order"),
  FAILED(1, "failed, or found something wrong"),
  WRONG_USAGE(2, "wrong usage or configuration: nothing was begun"),
  NOT_REACHED(3, "Sojourn or Postgres cannot be reached: try again later"),
  NOT_ALLOWED(4, "the API key is not known, or lacks the scope");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** What the system is told. */
  public int code() {
    return code;
  }

  /** For the help. */
  public String meaning() {
    return meaning;
  }
}
