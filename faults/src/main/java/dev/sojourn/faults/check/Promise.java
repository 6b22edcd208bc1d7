package dev.sojourn.faults.check;

/** What Sojourn promises, as far as it is attacked here. */
public enum Promise {
  /** What was acknowledged survives. */
  DURABLE("durable"),
  /** What races on one session has one order that explains all answers. */
  ATOMIC("atomic"),
  /** After an end no node takes a token of the session: p99 100 ms, never later than 1 s. */
  REVOKED("revoked everywhere"),
  /** No honest client's session ends by a fault of ours. */
  NOT_LOGGED_OUT("nobody is logged out by us"),
  /** A restore of the database logs nobody out, and what it loses can be made good. */
  RESTORE_PROOF("restore-proof"),
  /** Every answer is an answer, or an orderly refusal. */
  BOUNDED("bounded");

  private final String title;

  Promise(String title) {
    this.title = title;
  }

  /** As people say it. */
  public String title() {
    return title;
  }
}
