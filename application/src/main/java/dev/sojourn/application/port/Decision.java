package dev.sojourn.application.port;

import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Cause;
import java.util.List;
import java.util.Optional;

/** What a transition decides: whether something is to be written, and the result for its caller. */
public sealed interface Decision<T, R> {
  /** The result for the caller, handed out once what is to be written is durable. */
  R result();

  /** Nothing is to be written. */
  record Unchanged<T, R>(R result) implements Decision<T, R> {}

  /**
   * This is how the value should be from now on.
   *
   * @param cause who changes it, where the audit trail tells of such changes; the store writes what
   *     {@link #trail} derives together with the value
   */
  record Store<T, R>(T value, R result, Optional<Cause> cause) implements Decision<T, R> {
    /**
     * What is written into the audit trail with the value.
     *
     * @param before what was there
     */
    public <B> List<AuditEntry> trail(B before, AuditTrail.Derivation<B, T> derivation) {
      return cause.map(by -> derivation.lines(before, value, by)).orElse(List.of());
    }
  }

  /** Writes nothing. */
  static <T, R> Decision<T, R> unchanged(R result) {
    return new Unchanged<>(result);
  }

  /** Writes the value, unless it is stored just so already; the audit trail is told nothing. */
  static <T, R> Decision<T, R> store(T value, R result) {
    return new Store<>(value, result, Optional.empty());
  }

  /** Writes the value, unless it is stored just so already, and who changed it. */
  static <T, R> Decision<T, R> store(T value, R result, Cause cause) {
    return new Store<>(value, result, Optional.of(cause));
  }
}
