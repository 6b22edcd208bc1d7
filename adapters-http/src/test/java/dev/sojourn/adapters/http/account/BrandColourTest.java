package dev.sojourn.adapters.http.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrandColourTest {

  /** The values that WCAG's own understanding documents and checkers give. */
  @ParameterizedTest
  @CsvSource({"0x000000, 0xffffff, 21.0", "0xffffff, 0xffffff, 1.0", "0x767676, 0xffffff, 4.54"})
  void contrastIsThatOfWcag(String one, String other, double contrast) {
    assertEquals(contrast, BrandColour.contrast(Integer.decode(one), Integer.decode(other)), 0.005);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#0f6b68", "#767676", "#000000", "#B00020"})
  void whatCanBeReadOnWhiteIsTaken(String text) {
    assertEquals(
        text.toLowerCase(java.util.Locale.ROOT),
        BrandColour.parse(text).valid().orElseThrow().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#777777 | has a contrast of 4.4 : 1 to white, and needs 4.5 : 1 to be readable: take a darker one",
        "#ffcc00 | has a contrast of 1.5 : 1 to white, and needs 4.5 : 1 to be readable: take a darker one",
        "0f6b68  | must be # and 6 hexadecimal digits, such as #0f6b68",
        "#0f6    | must be # and 6 hexadecimal digits, such as #0f6b68",
        "teal    | must be # and 6 hexadecimal digits, such as #0f6b68"
      })
  void whatCannotIsRefusedWithTheReason(String text, String fault) {
    assertEquals(new Parsed.Invalid<BrandColour>(fault), BrandColour.parse(text));
  }

  @Test
  void onADarkPageItIsAsMuchLighterAsItMustBe() {
    for (var rgb : new int[] {0x000000, 0x0f6b68, 0x00007f, 0x767676, 0xb00020}) {
      var onDark = new BrandColour(rgb).onDark();
      assertTrue(BrandColour.contrast(onDark.rgb(), 0x262b30) >= 4.5, onDark.toString());
    }
  }

  @Test
  void theSheetOfTheBrandIsCss() {
    assertTrue(Brand.DEFAULT.sheet().startsWith(":root {\n  --accent: light-dark(#0f6b68, #"));
  }
}
