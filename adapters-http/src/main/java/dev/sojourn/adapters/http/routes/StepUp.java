package dev.sojourn.adapters.http.routes;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.AuthenticationDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * acr_values and max_age, with which a caller demands a better or later authentication (RFC 9470).
 */
final class StepUp {
  static final String ERROR = "insufficient_user_authentication";
  static final String ACR_VALUES = "acr_values";
  static final String MAX_AGE = "max_age";

  private StepUp() {}

  /**
   * Of a query that a proxy may have put together with its client's: of what comes several times,
   * all must be met, so that nobody can loosen what is demanded.
   */
  static Parsed<AuthenticationDemand> ofQuery(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return new Parsed.Valid<>(AuthenticationDemand.NONE);
    }
    var acrValues = new ArrayList<List<String>>();
    Optional<Duration> maxAge = Optional.empty();
    for (var pair : PercentEncoding.pairs(query)) {
      if (!(pair instanceof Parsed.Valid<Map.Entry<String, String>>(var parameter))) {
        continue; // the client's, and none of our business
      }
      switch (parameter.getKey()) {
        case ACR_VALUES -> acrValues.add(acrValues(parameter.getValue()));
        case MAX_AGE -> {
          if (!(maxAge(parameter.getValue()) instanceof Parsed.Valid<Duration>(var age))) {
            return new Parsed.Invalid<>("max_age must be a number of seconds");
          }
          maxAge = maxAge.filter(other -> other.compareTo(age) < 0).or(() -> Optional.of(age));
        }
        default -> {}
      }
    }
    return new Parsed.Valid<>(new AuthenticationDemand(acrValues, maxAge));
  }

  static AuthenticationDemand of(OAuthParameters parameters) {
    return new AuthenticationDemand(
        parameters.optional(ACR_VALUES).map(StepUp::acrValues).map(List::of).orElse(List.of()),
        parameters.optional(MAX_AGE, StepUp::maxAge));
  }

  private static List<String> acrValues(String text) {
    return Arrays.stream(text.split(" ")).filter(value -> !value.isEmpty()).toList();
  }

  private static Parsed<Duration> maxAge(String text) {
    return text.matches("[0-9]{1,9}")
        ? new Parsed.Valid<>(Duration.ofSeconds(Integer.parseInt(text)))
        : new Parsed.Invalid<>("must be a number of seconds");
  }

  /**
   * What would do, for the parameter of a challenge; quotes and backslashes have no place there.
   */
  static Optional<String> acrValues(AuthenticationDemand demand) {
    return demand.acrValues().isEmpty()
        ? Optional.empty()
        : Optional.of(
            demand.acrValues().stream()
                .flatMap(List::stream)
                .distinct()
                .collect(Collectors.joining(" "))
                .replaceAll("[\"\\\\\\p{Cntrl}]|[^\\x20-\\x7e]", ""));
  }
}
