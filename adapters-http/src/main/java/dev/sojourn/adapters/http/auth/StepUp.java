package dev.sojourn.adapters.http.auth;

import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.AuthenticationDemand;
import io.vertx.core.MultiMap;
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
public final class StepUp {
  public static final String ERROR = "insufficient_user_authentication";
  public static final String ACR_VALUES = "acr_values";
  public static final String MAX_AGE = "max_age";
  private static final String ACR_HEADER = "X-Required-Acr-Values";
  private static final String MAX_AGE_HEADER = "X-Required-Max-Age";

  private StepUp() {}

  /**
   * What a proxy demands, in the query of its question or, where that is the client's, in headers.
   * The client may have added to both: of what comes several times, all must be met, so that nobody
   * can loosen what is demanded.
   *
   * @param query the proxy's own, perhaps together with the client's
   */
  public static Parsed<AuthenticationDemand> of(@Nullable String query, MultiMap headers) {
    var isSaid = query != null && !query.isEmpty();
    if (!isSaid && !headers.contains(ACR_HEADER) && !headers.contains(MAX_AGE_HEADER)) {
      return new Parsed.Valid<>(AuthenticationDemand.NONE);
    }
    var acrValues = new ArrayList<List<String>>();
    headers.getAll(ACR_HEADER).forEach(values -> acrValues.add(acrValues(values)));
    var ages = new ArrayList<>(headers.getAll(MAX_AGE_HEADER));
    for (var pair : PercentEncoding.pairs(query == null ? "" : query)) {
      if (!(pair instanceof Parsed.Valid<Map.Entry<String, String>>(var parameter))) {
        continue; // the client's, and none of our business
      }
      switch (parameter.getKey()) {
        case ACR_VALUES -> acrValues.add(acrValues(parameter.getValue()));
        case MAX_AGE -> ages.add(parameter.getValue());
        default -> {}
      }
    }
    Optional<Duration> maxAge = Optional.empty();
    for (var said : ages) {
      if (!(maxAge(said) instanceof Parsed.Valid<Duration>(var age))) {
        return new Parsed.Invalid<>("must be a number of seconds");
      }
      maxAge = maxAge.filter(other -> other.compareTo(age) < 0).or(() -> Optional.of(age));
    }
    return new Parsed.Valid<>(new AuthenticationDemand(acrValues, maxAge));
  }

  /** The values that a text has, separated by spaces. */
  public static List<String> acrValues(String text) {
    return Arrays.stream(text.split(" ")).filter(value -> !value.isEmpty()).toList();
  }

  /** A number of seconds. */
  public static Parsed<Duration> maxAge(String text) {
    return text.matches("[0-9]{1,9}")
        ? new Parsed.Valid<>(Duration.ofSeconds(Integer.parseInt(text)))
        : new Parsed.Invalid<>("must be a number of seconds");
  }

  /**
   * What would do, for the parameter of a challenge; quotes and backslashes have no place there.
   */
  public static Optional<String> acrValues(AuthenticationDemand demand) {
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
