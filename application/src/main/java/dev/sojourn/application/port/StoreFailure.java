package dev.sojourn.application.port;

/**
 * A store was reached and could not do what it was asked. The message is for the log: it has the
 * store's own code of the fault and what the store says of it, without any value of a row or a
 * call.
 */
public final class StoreFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * @param code what the store calls the fault, such as an SQLSTATE
   * @param said what it says of it, without values
   */
  public StoreFailure(String code, String said) {
    super(code + " " + said);
    this.code = code;
  }

  /** What the store calls the fault. */
  public String code() {
    return code;
  }
}
