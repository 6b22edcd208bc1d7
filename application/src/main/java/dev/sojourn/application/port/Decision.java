package dev.sojourn.application.port;

/** What a transition decides: whether something is to be written, and the result for its caller. */
public sealed interface Decision<T, R> {
  /** The result for the caller, handed out once what is to be written is durable. */
  R result();

  /** Nothing is to be written. */
  record Unchanged<T, R>(R result) implements Decision<T, R> {}

  /** This is how the value should be from now on. */
  record Store<T, R>(T value, R result) implements Decision<T, R> {}

  /** Writes nothing. */
  static <T, R> Decision<T, R> unchanged(R result) {
    return new Unchanged<>(result);
  }

  /** Writes the value, unless it is stored just so already. */
  static <T, R> Decision<T, R> store(T value, R result) {
    return new Store<>(value, result);
  }
}
