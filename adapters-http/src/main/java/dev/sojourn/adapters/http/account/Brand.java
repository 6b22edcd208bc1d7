package dev.sojourn.adapters.http.account;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.util.Optional;

/**
 * Whose page it is to those who see it.
 *
 * @param name 1 to 60 characters, none of them a control character
 */
public record Brand(String name, BrandColour colour) {
  /** Nobody has said. */
  public static final Brand DEFAULT = new Brand("Sojourn", new BrandColour(0x0f6b68));

  /**
   * @throws IllegalArgumentException if the name is not so
   */
  public Brand {
    Parsed.require(nameFault(name));
  }

  /** Reads a name. */
  public static Parsed<String> parseName(String text) {
    return Parsed.of(text, Brand::nameFault, valid -> valid);
  }

  private static Optional<String> nameFault(String text) {
    return Text.fault(text, 1, 60);
  }

  /** The colours that follow from the brand's, by the names that pages.css gives them, as CSS. */
  public String sheet() {
    var dark = colour.onDark();
    return """
        :root {
          --accent: light-dark(%s, %s);
          --on-accent: light-dark(#ffffff, #101316);
          --accent-soft: light-dark(%s, %s);
        }
        """
        .formatted(colour, dark, colour.mixedWithWhite(0.86), dark.mixedWithBlack(0.72));
  }
}
