package dev.sojourn.domain.lockout;

import dev.sojourn.domain.session.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is remembered of one subject's logins: its counts of failures, and where it is at home.
 *
 * <p>An address from which the subject has logged in has a count of its own; all others share the
 * strangers' count. So the owner gets in at home while a stranger who guesses is locked out.
 *
 * @param known at most {@link #MOST_KNOWN}, the latest login first
 * @param keptUntil from then on nothing of this is worth keeping, in whole milliseconds
 */
public record Lockout(
    Subject subject,
    List<KnownAddress> known,
    Map<CounterKey, Failures> failures,
    Instant keptUntil) {
  /** How many known addresses are kept. */
  public static final int MOST_KNOWN = 16;

  /**
   * @throws IllegalArgumentException with too many known addresses
   */
  public Lockout {
    keptUntil = keptUntil.truncatedTo(ChronoUnit.MILLIS);
    known = List.copyOf(known);
    failures = Map.copyOf(failures);
    if (known.size() > MOST_KNOWN) {
      throw new IllegalArgumentException("must have at most " + MOST_KNOWN + " known addresses");
    }
  }

  /** Nothing is remembered of this subject. */
  public static Lockout none(Subject subject) {
    return new Lockout(subject, List.of(), Map.of(), Instant.EPOCH);
  }

  /**
   * Counts an attempt. One that comes while its counter is locked is refused and changes nothing.
   */
  public Lockout after(LoginAttempt attempt, Instant now, LockoutRules rules) {
    var key = key(attempt.factor(), attempt.ipAddress(), now);
    var before = remembered(key, now, rules);
    if (before.filter(count -> count.isLocked(now)).isPresent()) {
      return this;
    }
    var counts = new LinkedHashMap<>(failures);
    return switch (attempt.outcome()) {
      case FAILED -> {
        counts.put(key, Failures.oneMore(before, now, rules.stepsOf(attempt.factor())));
        yield with(known, counts, rules);
      }
      case SUCCEEDED -> {
        counts.remove(key);
        var latest = knowing(attempt.ipAddress(), now);
        // The count of an address that made room for another goes with it.
        counts
            .keySet()
            .removeIf(
                other ->
                    other.network().isPresent()
                        && latest.stream()
                            .noneMatch(address -> address.network().equals(other.network().get())));
        yield with(latest, counts, rules);
      }
    };
  }

  /** Where the subject stands for an attempt with this factor from this address. */
  public LockoutStatus status(
      Factor factor, Optional<IpAddress> ipAddress, Instant now, LockoutRules rules) {
    return status(key(factor, ipAddress, now), now, rules);
  }

  /** The counters that are locked now. */
  public List<LockoutStatus> locked(Instant now, LockoutRules rules) {
    return failures.keySet().stream()
        .map(key -> status(key, now, rules))
        .filter(LockoutStatus::isLocked)
        .sorted(
            Comparator.comparing((LockoutStatus status) -> status.key().factor())
                .thenComparing(status -> status.key().network().map(IpAddress::value).orElse("")))
        .toList();
  }

  /**
   * Without the counts of a factor and an address, or of all where these are absent. Without an
   * address, every counter of the factor is lifted.
   */
  public Lockout lifted(
      Optional<Factor> factor, Optional<IpAddress> ipAddress, Instant now, LockoutRules rules) {
    var counts = new LinkedHashMap<>(failures);
    counts
        .keySet()
        .removeIf(
            key ->
                (factor.isEmpty() || factor.get() == key.factor())
                    && (ipAddress.isEmpty() || key(key.factor(), ipAddress, now).equals(key)));
    return with(known, counts, rules);
  }

  /** What is locked at an instant, whatever is forgotten by then. */
  public Set<CounterKey> lockedAt(Instant now) {
    return failures.entrySet().stream()
        .filter(count -> count.getValue().isLocked(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The end of its last lockout, if one was brought. */
  public Optional<Instant> lockedUntil() {
    return failures.values().stream()
        .flatMap(count -> count.lockedUntil().stream())
        .max(Comparator.naturalOrder());
  }

  private LockoutStatus status(CounterKey key, Instant now, LockoutRules rules) {
    var count = remembered(key, now, rules);
    return new LockoutStatus(
        subject,
        key,
        count.map(Failures::count).orElse(0),
        count.filter(c -> c.isLocked(now)).flatMap(Failures::lockedUntil));
  }

  private Optional<Failures> remembered(CounterKey key, Instant now, LockoutRules rules) {
    return Optional.ofNullable(failures.get(key))
        .filter(count -> now.isBefore(count.forgottenAt(rules)));
  }

  private CounterKey key(Factor factor, Optional<IpAddress> ipAddress, Instant now) {
    return new CounterKey(
        factor, ipAddress.map(IpAddress::network).filter(network -> knows(network, now)));
  }

  private boolean knows(IpAddress network, Instant now) {
    return known.stream()
        .anyMatch(address -> address.network().equals(network) && address.isKnown(now));
  }

  /** With the address known from now on; the one whose login is the longest ago makes room. */
  private List<KnownAddress> knowing(Optional<IpAddress> ipAddress, Instant now) {
    if (ipAddress.isEmpty()) {
      return known;
    }
    var network = ipAddress.get().network();
    var others =
        known.stream()
            .filter(address -> !address.network().equals(network) && address.isKnown(now))
            .limit(MOST_KNOWN - 1L);
    return Stream.concat(Stream.of(new KnownAddress(network, now)), others).toList();
  }

  private Lockout with(
      List<KnownAddress> addresses, Map<CounterKey, Failures> counts, LockoutRules rules) {
    var worthKeepingUntil =
        Stream.concat(
                addresses.stream().map(KnownAddress::forgottenAt),
                counts.values().stream().map(count -> count.forgottenAt(rules)))
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    return new Lockout(subject, addresses, counts, worthKeepingUntil);
  }
}
