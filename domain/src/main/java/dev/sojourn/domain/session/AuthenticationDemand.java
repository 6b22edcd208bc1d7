package dev.sojourn.domain.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How and how recently a person must have proved who they are for what they want to do now (RFC
 * 9470, section 3).
 *
 * @param acrValues of each list, one assurance will do; compared exactly
 * @param maxAge how long ago it may have been at most
 */
public record AuthenticationDemand(List<List<String>> acrValues, Optional<Duration> maxAge) {
  /** Any will do. */
  public static final AuthenticationDemand NONE =
      new AuthenticationDemand(List.of(), Optional.empty());

  public AuthenticationDemand {
    acrValues = acrValues.stream().map(List::copyOf).toList();
  }

  /** Whether this authentication is enough. */
  public boolean isMetBy(Authentication authentication, Instant now) {
    return acrValues.stream()
            .allMatch(one -> authentication.acr().filter(one::contains).isPresent())
        && maxAge.stream().noneMatch(age -> now.isAfter(authentication.at().plus(age)));
  }
}
