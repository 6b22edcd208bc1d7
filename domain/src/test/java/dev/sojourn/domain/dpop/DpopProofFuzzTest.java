package dev.sojourn.domain.dpop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.domain.dpop.DpopProof.Use;
import java.time.Instant;
import java.util.Optional;

class DpopProofFuzzTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final KeyThumbprint KEY =
      new KeyThumbprint("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");

  /** A comparison of two URIs must not depend on which of them came first. */
  @FuzzTest
  void fittingIsMutual(@NotNull String one, @NotNull String other) {
    assertEquals(fits(one, other), fits(other, one));
  }

  @FuzzTest
  void aUriFitsItselfWithAnyQuery(@NotNull String text) {
    var uri = "https://id.example/" + text;
    var path = uri.split("[?#]", 2)[0];

    assertEquals(fits(uri, uri), fits(uri, uri + "?x#y"));
    assertEquals(fits(uri, uri), fits(path, uri));
    assertEquals(false, fits(uri, "https://other.example/" + text));
    assertEquals(false, fits("https://id.example@other.example/" + text, uri));
  }

  private static boolean fits(String proven, String asked) {
    return new DpopProof(KEY, "1", "GET", proven, T0, Optional.empty(), Optional.empty())
        .fault(new Use("GET", asked, Optional.empty()), T0)
        .isEmpty();
  }
}
