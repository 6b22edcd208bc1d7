package dev.sojourn.domain.session;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the application keeps with a session: a JSON object of at most 4 KiB as compact UTF-8,
 * nested at most 16 deep, every character whole.
 */
public record Attributes(Json.Object json) {
  /** The most bytes of the compact text in UTF-8. */
  public static final int MOST_BYTES = 4096;

  /** How deep objects and arrays may be nested. */
  public static final int DEEPEST = 16;

  /** {@code {}}. */
  public static final Attributes NONE = new Attributes(Json.Object.EMPTY);

  /**
   * @throws IllegalArgumentException if too large, too deep or with half a character
   */
  public Attributes {
    Parsed.require(fault(json));
  }

  /** The attributes, if they are within their bounds. */
  public static Parsed<Attributes> of(Json.Object json) {
    return fault(json)
        .<Parsed<Attributes>>map(Parsed.Invalid::new)
        .orElseGet(() -> new Parsed.Valid<>(new Attributes(json)));
  }

  /** After a JSON merge patch (RFC 7396), if they are still within their bounds. */
  public Parsed<Attributes> mergedWith(Json.Object patch) {
    return of(json.mergedWith(patch));
  }

  private static Optional<String> fault(Json.Object json) {
    if (json.members().isEmpty()) {
      return Optional.empty();
    }
    if (json.depth() > DEEPEST) {
      return Optional.of("must not be nested deeper than " + DEEPEST);
    }
    var text = json.compact();
    return text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        ? Optional.of("must not have more than " + MOST_BYTES + " bytes")
        : Text.unpairedSurrogate(text);
  }
}
