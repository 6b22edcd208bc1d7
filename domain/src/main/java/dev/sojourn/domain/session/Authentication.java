package dev.sojourn.domain.session;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.Text;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * How and when the person last proved who they are.
 *
 * @param at when, in whole milliseconds
 * @param amr the methods (RFC 8176), at most 10 of 1 to 64 characters each
 * @param acr the assurance that was reached (OpenID Connect Core, section 2), 1 to 255 characters
 */
public record Authentication(Instant at, List<String> amr, Optional<String> acr) {

  /** The most methods of one authentication. */
  public static final int MOST_METHODS = 10;

  /**
   * @throws IllegalArgumentException if amr or acr is out of its bounds
   */
  public Authentication {
    at = at.truncatedTo(ChronoUnit.MILLIS);
    amr = List.copyOf(amr);
    if (amr.size() > MOST_METHODS) {
      throw new IllegalArgumentException("must have at most " + MOST_METHODS + " methods");
    }
    amr.forEach(method -> Parsed.require(methodFault(method)));
    Parsed.require(acr.flatMap(Authentication::acrFault));
  }

  /** Reads one method. */
  public static Parsed<String> parseMethod(String text) {
    return Parsed.of(text, Authentication::methodFault, valid -> valid);
  }

  /** Reads an assurance. */
  public static Parsed<String> parseAcr(String text) {
    return Parsed.of(text, Authentication::acrFault, valid -> valid);
  }

  private static Optional<String> methodFault(String text) {
    return Text.fault(text, 1, 64);
  }

  private static Optional<String> acrFault(String text) {
    return Text.fault(text, 1, 255);
  }
}
