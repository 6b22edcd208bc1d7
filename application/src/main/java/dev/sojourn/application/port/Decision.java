package dev.sojourn.application.port;

import dev.sojourn.domain.audit.AuditEntry;
import java.util.List;

/** What a transition decides: whether something is to be written, and the result for its caller. */
public sealed interface Decision<T, R> {
  /** The result for the caller, handed out once what is to be written is durable. */
  R result();

  /** Nothing is to be written. */
  record Unchanged<T, R>(R result) implements Decision<T, R> {}

  /**
   * This is how the value should be from now on.
   *
   * @param trail what is written into the audit trail with it
   */
  record Store<T, R>(T value, R result, List<AuditEntry> trail) implements Decision<T, R> {
    public Store {
      trail = List.copyOf(trail);
    }
  }

  /** Writes nothing. */
  static <T, R> Decision<T, R> unchanged(R result) {
    return new Unchanged<>(result);
  }

  /** Writes the value, unless it is stored just so already. */
  static <T, R> Decision<T, R> store(T value, R result) {
    return new Store<>(value, result, List.of());
  }

  /** The same, and with it the audit trail. */
  static <T, R> Decision<T, R> store(T value, R result, List<AuditEntry> trail) {
    return new Store<>(value, result, trail);
  }
}
