package dev.sojourn.application.port;

import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which sessions a search wants. All that is given must hold; bounds in time are half-open: at or
 * after, and before.
 *
 * @param unended sessions that are not recorded as ended
 * @param overBy sessions that are recorded as ended or due to be looked at by then: more than have
 *     ended, never fewer
 * @param clientId the client that opened them; a store need have no index for it, as for a policy
 */
public record SessionFilter(
    Optional<UserId> userId,
    Optional<IpAddress> ipAddress,
    Optional<PolicyName> policy,
    boolean unended,
    Optional<Instant> overBy,
    Span opened,
    Span active,
    Optional<ClientId> clientId) {

  /** A stretch of time, open where a bound is absent. */
  public record Span(Optional<Instant> from, Optional<Instant> before) {
    /** All of time. */
    public static final Span ALWAYS = new Span(Optional.empty(), Optional.empty());

    /** Whether an instant lies within. */
    public boolean contains(Instant instant) {
      return from.map(bound -> !instant.isBefore(bound)).orElse(true)
          && before.map(instant::isBefore).orElse(true);
    }
  }

  /** Every session. */
  public static final SessionFilter ALL =
      new SessionFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Span.ALWAYS,
          Span.ALWAYS,
          Optional.empty());

  /** Those that any client opened. */
  public SessionFilter(
      Optional<UserId> userId,
      Optional<IpAddress> ipAddress,
      Optional<PolicyName> policy,
      boolean unended,
      Optional<Instant> overBy,
      Span opened,
      Span active) {
    this(userId, ipAddress, policy, unended, overBy, opened, active, Optional.empty());
  }

  /** Of these, those that one client opened. */
  public SessionFilter of(ClientId client) {
    return new SessionFilter(
        userId, ipAddress, policy, unended, overBy, opened, active, Optional.of(client));
  }

  /** For stores that look at sessions one by one: whether this one is wanted. */
  public boolean accepts(Session session) {
    return userId.map(session.userId()::equals).orElse(true)
        && ipAddress
            .map(address -> session.origin().ipAddress().equals(Optional.of(address)))
            .orElse(true)
        && clientId.stream().allMatch(session.origin()::isOf)
        && policy.map(session.policy()::equals).orElse(true)
        && !(unended && session.end().isPresent())
        && overBy
            .map(by -> session.end().isPresent() || !session.times().sweepAt().isAfter(by))
            .orElse(true)
        && opened.contains(session.times().createdAt())
        && active.contains(session.times().lastActivityAt());
  }
}
