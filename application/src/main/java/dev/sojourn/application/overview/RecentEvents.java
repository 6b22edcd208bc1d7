package dev.sojourn.application.overview;

import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Remembers how much of what happened on this node within the last hour, second by second, and
 * tells everything on. Access tokens that are accepted are not counted: there are too many of them
 * to be news.
 *
 * <p>Safe for any thread.
 */
public final class RecentEvents implements SessionEvents {
  /** How many minutes are remembered. */
  public static final int MINUTES = 60;

  private static final int SECONDS = MINUTES * 60;

  private final SessionEvents next;
  private final InstantSource clock;
  private final Map<Kind, Ring> rings = new EnumMap<>(Kind.class);

  public RecentEvents(SessionEvents next, InstantSource clock) {
    this.next = next;
    this.clock = clock;
    for (var kind : Kind.values()) {
      rings.put(kind, new Ring());
    }
  }

  /** What is told from each other. */
  public enum Kind {
    OPENED,
    /** Refresh tokens that were answered with new ones. */
    REFRESHED,
    /** Tokens and codes that were not good, or not any more. */
    REFUSED,
    ENDED,
    /** Copies of tokens and codes that were caught. */
    REUSE,
    LOCKED_OUT,
    /** What the sweeper ended or forgot. */
    SWEPT
  }

  /**
   * How often something happened.
   *
   * @param lastMinute within the last 60 seconds
   * @param lastHour within the last 60 minutes
   * @param byMinute the same by minute, the oldest first; the last ends now
   */
  public record Frequency(long lastMinute, long lastHour, List<Integer> byMinute) {
    public Frequency {
      byMinute = List.copyOf(byMinute);
    }
  }

  /** Counts by second, in a circle; a second that is an hour old makes room. */
  private static final class Ring {
    private final int[] counts = new int[SECONDS];
    private long latest = Long.MIN_VALUE;

    synchronized void count(long second, int amount) {
      moveTo(second);
      // A clock that went back by a little counts for what it says; by more, for nothing.
      if (second > latest - SECONDS) {
        counts[slot(second)] += amount;
      }
    }

    private void moveTo(long second) {
      if (second <= latest) {
        return;
      }
      if (second - latest >= SECONDS || latest == Long.MIN_VALUE) {
        Arrays.fill(counts, 0);
      } else {
        for (var passed = latest + 1; passed <= second; passed++) {
          counts[slot(passed)] = 0;
        }
      }
      latest = second;
    }

    private static int slot(long second) {
      return (int) Math.floorMod(second, (long) SECONDS);
    }

    synchronized Frequency until(long second) {
      moveTo(second);
      var byMinute =
          IntStream.rangeClosed(1, MINUTES)
              .mapToObj(minute -> sum(latest - 60L * (MINUTES - minute)))
              .toList();
      return new Frequency(
          byMinute.getLast(), byMinute.stream().mapToLong(Integer::longValue).sum(), byMinute);
    }

    /** Of the minute that ends with this second. */
    private int sum(long last) {
      var sum = 0;
      for (var second = last - 59; second <= last; second++) {
        sum += counts[slot(second)];
      }
      return sum;
    }
  }

  /** How often something happened on this node. */
  public Frequency of(Kind kind) {
    return ring(kind).until(clock.instant().getEpochSecond());
  }

  private Ring ring(Kind kind) {
    var ring = rings.get(kind);
    if (ring == null) {
      throw new IllegalStateException("each kind has a ring");
    }
    return ring;
  }

  private void count(Kind kind, int amount) {
    ring(kind).count(clock.instant().getEpochSecond(), amount);
  }

  @Override
  public void opened(PolicyName policy) {
    count(Kind.OPENED, 1);
    next.opened(policy);
  }

  @Override
  public void ended(SessionId id, EndReason reason) {
    count(Kind.ENDED, 1);
    next.ended(id, reason);
  }

  @Override
  public void refreshed(Refreshed outcome) {
    switch (outcome) {
      case ROTATED, REPLAYED -> count(Kind.REFRESHED, 1);
      case REUSE -> {
        count(Kind.REUSE, 1);
        count(Kind.REFUSED, 1);
      }
      case ENDED, UNPROVEN, UNKNOWN -> count(Kind.REFUSED, 1);
    }
    next.refreshed(outcome);
  }

  @Override
  public void verified(Verified outcome) {
    switch (outcome) {
      case ACTIVE -> {}
      case ENDED, EXPIRED, INSUFFICIENT, UNPROVEN, UNKNOWN -> count(Kind.REFUSED, 1);
    }
    next.verified(outcome);
  }

  @Override
  public void verifiedInOutage(PolicyName policy) {
    next.verifiedInOutage(policy);
  }

  @Override
  public void exchanged(Optional<SessionId> id, Exchanged outcome) {
    switch (outcome) {
      case EXCHANGED -> {}
      case CODE_REUSE -> {
        count(Kind.REUSE, 1);
        count(Kind.REFUSED, 1);
      }
      case ENDED,
          WRONG_VERIFIER,
          TOO_MANY_TRIES,
          CODE_EXPIRED,
          ALREADY_EXCHANGED,
          UNPROVEN,
          UNKNOWN ->
          count(Kind.REFUSED, 1);
    }
    next.exchanged(id, outcome);
  }

  @Override
  public void loginAttempted(Factor factor, LoginAnswer answer) {
    next.loginAttempted(factor, answer);
  }

  @Override
  public void lockedOut(Factor factor) {
    count(Kind.LOCKED_OUT, 1);
    next.lockedOut(factor);
  }

  @Override
  public void cutOff(Scope scope) {
    next.cutOff(scope);
  }

  @Override
  public void swept(SweepAction action, int rows) {
    switch (action) {
      case DEFERRED -> {}
      case ENDED,
          PURGED_SESSION,
          PURGED_AUTHORIZATION,
          PURGED_LOCKOUT,
          PURGED_PROOF,
          PURGED_IDEMPOTENCY_KEY,
          PURGED_AUDIT_LINE ->
          count(Kind.SWEPT, rows);
    }
    next.swept(action, rows);
  }
}
