package dev.sojourn.domain;

import java.util.Optional;
import java.util.function.Function;

/** What became of a text from outside: a value, or what is wrong with the text. */
public sealed interface Parsed<T> {

  /** The text is a value. */
  record Valid<T>(T value) implements Parsed<T> {}

  /**
   * The text is none. The fault continues the name of the field ("must have 1 to 255 characters")
   * and never repeats the text.
   */
  record Invalid<T>(String fault) implements Parsed<T> {}

  /** The value, unless the text has a fault. */
  static <T> Parsed<T> of(
      String text, Function<String, Optional<String>> fault, Function<String, T> value) {
    return fault
        .apply(text)
        .<Parsed<T>>map(Invalid::new)
        .orElseGet(() -> new Valid<>(value.apply(text)));
  }

  /**
   * Guards a constructor by the rule that {@code parse} applies to text from outside.
   *
   * @throws IllegalArgumentException with the fault, if there is one
   */
  static void require(Optional<String> fault) {
    fault.ifPresent(
        message -> {
          throw new IllegalArgumentException(message);
        });
  }

  /** The value, if there is one. */
  default Optional<T> valid() {
    return switch (this) {
      case Valid<T>(var value) -> Optional.of(value);
      case Invalid<T> _ -> Optional.empty();
    };
  }

  /** Goes on with the value, if there is one. */
  default <R> Parsed<R> then(Function<T, Parsed<R>> next) {
    return switch (this) {
      case Valid<T>(var value) -> next.apply(value);
      case Invalid<T>(var fault) -> new Invalid<>(fault);
    };
  }
}
