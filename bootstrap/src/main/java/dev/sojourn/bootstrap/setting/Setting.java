package dev.sojourn.bootstrap.setting;

import dev.sojourn.domain.Parsed;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting, declared once.
 *
 * @param <T> what its text is read as
 * @param name the variable
 * @param documented what holds where it is not set, in the words of docs/operating.md
 * @param standard what holds where it is not set
 * @param parse reads its text
 */
public record Setting<T>(
    String name, String documented, T standard, Function<String, Parsed<T>> parse) {

  /**
   * One whose default can be written as its value is.
   *
   * @throws IllegalArgumentException if the default is none of its values
   */
  static <T> Setting<T> of(String name, String standard, Function<String, Parsed<T>> parse) {
    return switch (parse.apply(standard)) {
      case Parsed.Valid<T>(var value) -> new Setting<>(name, standard, value, parse);
      case Parsed.Invalid<T>(var fault) -> throw new IllegalArgumentException(name + " " + fault);
    };
  }

  /**
   * One that may have no value.
   *
   * @param documented what holds then
   */
  static <T> Setting<Optional<T>> optional(
      String name, String documented, Function<String, Parsed<T>> parse) {
    return new Setting<>(
        name,
        documented,
        Optional.empty(),
        text -> parse.apply(text).then(value -> new Parsed.Valid<>(Optional.of(value))));
  }

  @Override
  public String toString() {
    return name;
  }
}
