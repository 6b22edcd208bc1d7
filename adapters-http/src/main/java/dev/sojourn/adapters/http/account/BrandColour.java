package dev.sojourn.adapters.http.account;

import dev.sojourn.domain.Parsed;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A colour that white text can be read on, and that can be read on white: a contrast of at least
 * 4.5 : 1 (WCAG 2.2, 1.4.3).
 *
 * @param rgb 8 bits each of red, green and blue
 */
public record BrandColour(int rgb) {
  private static final Pattern FORM = Pattern.compile("#[0-9A-Fa-f]{6}");
  private static final double LEAST_CONTRAST = 4.5;
  private static final int WHITE = 0xffffff;

  /** The lightest ground of a dark page, which is the hardest to be read on. */
  private static final int DARK = 0x262b30;

  /** Reads {@code #0f6b68}. */
  public static Parsed<BrandColour> parse(String text) {
    return Parsed.of(
        text,
        BrandColour::fault,
        valid -> new BrandColour(Integer.parseInt(valid.substring(1), 16)));
  }

  private static Optional<String> fault(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.of("must be # and 6 hexadecimal digits, such as #0f6b68");
    }
    var contrast = contrast(Integer.parseInt(text.substring(1), 16), WHITE);
    return contrast < LEAST_CONTRAST
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "has a contrast of %.1f : 1 to white, and needs 4.5 : 1 to be readable: take a darker one",
                Math.floor(contrast * 10) / 10))
        : Optional.empty();
  }

  /** The contrast of two colours (WCAG 2.2, "contrast ratio"), from 1 to 21. */
  static double contrast(int one, int other) {
    var lighter = Math.max(luminance(one), luminance(other));
    var darker = Math.min(luminance(one), luminance(other));
    return (lighter + 0.05) / (darker + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    var value = (channel & 0xff) / 255.0;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  /** The same, as much lighter as it must be to be read on a dark page. */
  BrandColour onDark() {
    for (var white = 0.0; white < 1; white += 0.05) {
      var lighter = mixedWith(WHITE, white);
      if (contrast(lighter.rgb, DARK) >= LEAST_CONTRAST) {
        return lighter;
      }
    }
    return new BrandColour(WHITE);
  }

  /**
   * @param part of white, from 0 to 1
   */
  BrandColour mixedWithWhite(double part) {
    return mixedWith(WHITE, part);
  }

  /**
   * @param part of black, from 0 to 1
   */
  BrandColour mixedWithBlack(double part) {
    return mixedWith(0, part);
  }

  private BrandColour mixedWith(int other, double part) {
    var mixed = 0;
    for (var shift = 16; shift >= 0; shift -= 8) {
      var channel =
          Math.round(((rgb >> shift) & 0xff) * (1 - part) + ((other >> shift) & 0xff) * part);
      mixed |= (int) channel << shift;
    }
    return new BrandColour(mixed);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }
}
