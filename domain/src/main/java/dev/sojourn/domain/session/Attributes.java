package dev.sojourn.domain.session;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the application keeps with a session: a JSON object of at most 4 KiB as compact UTF-8,
 * nested at most 16 deep, every character whole.
 *
 * <p>Kept as text: as objects it would take ten times the memory, and few requests look into it.
 */
public final class Attributes {
  /** The most bytes of the compact text in UTF-8. */
  public static final int MOST_BYTES = 4096;

  /** How deep objects and arrays may be nested. */
  public static final int DEEPEST = 16;

  /** {@code {}}. */
  public static final Attributes NONE = new Attributes("{}", _ -> Json.Object.EMPTY);

  private final String text;
  private final Function<String, Json.Object> read;

  private Attributes(String text, Function<String, Json.Object> read) {
    this.text = text;
    this.read = read;
  }

  /**
   * @throws IllegalArgumentException if too large, too deep or with half a character
   */
  public Attributes(Json.Object json) {
    this(json.compact(), _ -> json);
    Parsed.require(fault(json, text));
  }

  /** The attributes, if they are within their bounds. */
  public static Parsed<Attributes> of(Json.Object json) {
    var text = json.compact();
    return fault(json, text)
        .<Parsed<Attributes>>map(Parsed.Invalid::new)
        .orElseGet(() -> new Parsed.Valid<>(new Attributes(text, _ -> json)));
  }

  /**
   * Attributes that were within their bounds when they were written.
   *
   * @param text as {@link #text} gave it
   * @param read reads it again, each time that it is looked into
   */
  public static Attributes written(String text, Function<String, Json.Object> read) {
    return text.equals(NONE.text) ? NONE : new Attributes(text, read);
  }

  /** After a JSON merge patch (RFC 7396), if they are still within their bounds. */
  public Parsed<Attributes> mergedWith(Json.Object patch) {
    return of(json().mergedWith(patch));
  }

  /** As compact JSON, members in their order. */
  public String text() {
    return text;
  }

  /** The object that the text spells. */
  public Json.Object json() {
    return read.apply(text);
  }

  private static Optional<String> fault(Json.Object json, String text) {
    if (json.members().isEmpty()) {
      return Optional.empty();
    }
    if (json.depth() > DEEPEST) {
      return Optional.of("must not be nested deeper than " + DEEPEST);
    }
    return text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        ? Optional.of("must not have more than " + MOST_BYTES + " bytes")
        : Text.unpairedSurrogate(text);
  }

  /** The same members, in whatever order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes that
        && (text.equals(that.text)
            || text.length() == that.text.length() && json().equals(that.json()));
  }

  @Override
  public int hashCode() {
    return text.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
