package dev.sojourn.application.overview;

import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.CutOff;
import dev.sojourn.application.port.SessionEvent.Ended;
import dev.sojourn.application.port.SessionEvent.Exchanged;
import dev.sojourn.application.port.SessionEvent.LockedOut;
import dev.sojourn.application.port.SessionEvent.LoginAttempted;
import dev.sojourn.application.port.SessionEvent.Opened;
import dev.sojourn.application.port.SessionEvent.Refreshed;
import dev.sojourn.application.port.SessionEvent.Swept;
import dev.sojourn.application.port.SessionEvent.Verified;
import dev.sojourn.application.port.SessionEvent.VerifiedInOutage;
import dev.sojourn.application.port.SessionEventListener;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Counts what happened on this node within the last hour, second by second, and within the last
 * day, minute by minute. Access tokens that are accepted are not counted: there are too many of
 * them to be news.
 *
 * <p>Safe for any thread.
 */
public final class RecentEvents implements SessionEventListener {
  /** How many minutes an hour has. */
  public static final int MINUTES = 60;

  /** How many quarters of an hour a day has. */
  public static final int QUARTERS = 96;

  private static final int SECONDS_OF_A_MINUTE = 60;
  private static final int MINUTES_OF_A_QUARTER = 15;

  private static final List<Kind> NONE = List.of();
  private static final List<Kind> OPENED = List.of(Kind.OPENED);
  private static final List<Kind> REFRESHED = List.of(Kind.REFRESHED);
  private static final List<Kind> REFUSED = List.of(Kind.REFUSED);
  private static final List<Kind> ENDED = List.of(Kind.ENDED);
  private static final List<Kind> REUSE = List.of(Kind.REUSE, Kind.REFUSED);
  private static final List<Kind> LOCKED_OUT = List.of(Kind.LOCKED_OUT);
  private static final List<Kind> SWEPT = List.of(Kind.SWEPT);

  private final InstantSource clock;
  private final Instant since;
  private final Map<Kind, Rings> rings = new EnumMap<>(Kind.class);

  public RecentEvents(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
    for (var kind : Kind.values()) {
      rings.put(kind, new Rings());
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
   * @param byMinute the last hour by minute, the oldest first; the last ends now
   * @param byQuarter the last day by quarters of an hour, the oldest first; the last ends with the
   *     minute that it is
   */
  public record Frequency(long lastMinute, List<Integer> byMinute, List<Integer> byQuarter) {
    public Frequency {
      byMinute = List.copyOf(byMinute);
      byQuarter = List.copyOf(byQuarter);
    }

    /** Within the last 60 minutes. */
    public long lastHour() {
      return sum(byMinute);
    }

    /** Within the last 24 hours. */
    public long lastDay() {
      return sum(byQuarter);
    }

    private static long sum(List<Integer> counts) {
      return counts.stream().mapToLong(Integer::longValue).sum();
    }
  }

  /** Counts of one kind: an hour by seconds, a day by minutes. */
  private static final class Rings {
    private final Ring seconds = new Ring(MINUTES * SECONDS_OF_A_MINUTE);
    private final Ring minutes = new Ring(QUARTERS * MINUTES_OF_A_QUARTER);

    synchronized void count(long second, int amount) {
      seconds.count(second, amount);
      minutes.count(Math.floorDiv(second, (long) SECONDS_OF_A_MINUTE), amount);
    }

    synchronized Frequency until(long second) {
      var byMinute = seconds.until(second, SECONDS_OF_A_MINUTE);
      return new Frequency(
          byMinute.getLast(),
          byMinute,
          minutes.until(Math.floorDiv(second, (long) SECONDS_OF_A_MINUTE), MINUTES_OF_A_QUARTER));
    }
  }

  /** Counts by ticks of a clock, in a circle: a tick that has come round makes room. */
  private static final class Ring {
    private final int[] counts;
    private long latest = Long.MIN_VALUE;

    Ring(int ticks) {
      counts = new int[ticks];
    }

    void count(long tick, int amount) {
      moveTo(tick);
      // A clock that went back by a little counts for what it says; by more, for nothing.
      if (tick > latest - counts.length) {
        counts[slot(tick)] += amount;
      }
    }

    private void moveTo(long tick) {
      if (tick <= latest) {
        return;
      }
      if (latest == Long.MIN_VALUE || tick - latest >= counts.length) {
        Arrays.fill(counts, 0);
      } else {
        for (var passed = latest + 1; passed <= tick; passed++) {
          counts[slot(passed)] = 0;
        }
      }
      latest = tick;
    }

    private int slot(long tick) {
      return (int) Math.floorMod(tick, (long) counts.length);
    }

    /** All of it in groups of so many ticks, the oldest first; the last ends with this tick. */
    List<Integer> until(long tick, int perGroup) {
      moveTo(tick);
      var groups = counts.length / perGroup;
      return IntStream.rangeClosed(1, groups)
          .mapToObj(group -> sum(latest - (long) perGroup * (groups - group), perGroup))
          .toList();
    }

    private int sum(long last, int ticks) {
      var sum = 0;
      for (var tick = last - ticks + 1; tick <= last; tick++) {
        sum += counts[slot(tick)];
      }
      return sum;
    }
  }

  /** How often something happened on this node. */
  public Frequency of(Kind kind) {
    return rings(kind).until(clock.instant().getEpochSecond());
  }

  /** When this node began to count. */
  public Instant since() {
    return since;
  }

  private Rings rings(Kind kind) {
    var ofKind = rings.get(kind);
    if (ofKind == null) {
      throw new IllegalStateException("each kind has rings");
    }
    return ofKind;
  }

  private void count(Kind kind, int amount) {
    rings(kind).count(clock.instant().getEpochSecond(), amount);
  }

  @Override
  public void on(SessionEvent event) {
    var times = event instanceof Swept(_, var rows) ? rows : 1;
    for (var kind : kindsOf(event)) {
      count(kind, times);
    }
  }

  private static List<Kind> kindsOf(SessionEvent event) {
    return switch (event) {
      case Opened _ -> OPENED;
      case Ended _ -> ENDED;
      case Refreshed(var outcome) ->
          switch (outcome) {
            case ROTATED, REPLAYED -> REFRESHED;
            case REUSE -> REUSE;
            case ENDED, UNPROVEN, UNKNOWN -> REFUSED;
          };
      case Verified(var outcome) ->
          switch (outcome) {
            case ACTIVE -> NONE;
            case ENDED, EXPIRED, INSUFFICIENT, UNPROVEN, UNKNOWN -> REFUSED;
          };
      case Exchanged(_, var outcome) ->
          switch (outcome) {
            case EXCHANGED -> NONE;
            case CODE_REUSE -> REUSE;
            case ENDED,
                WRONG_VERIFIER,
                TOO_MANY_TRIES,
                CODE_EXPIRED,
                ALREADY_EXCHANGED,
                UNPROVEN,
                UNKNOWN ->
                REFUSED;
          };
      case LockedOut _ -> LOCKED_OUT;
      case Swept(var action, _) ->
          switch (action) {
            case DEFERRED -> NONE;
            case ENDED,
                PURGED_SESSION,
                PURGED_AUTHORIZATION,
                PURGED_LOCKOUT,
                PURGED_PROOF,
                PURGED_IDEMPOTENCY_KEY,
                PURGED_AUDIT_LINE,
                PURGED_DEAD_LETTER ->
                SWEPT;
          };
      case VerifiedInOutage _, LoginAttempted _, CutOff _ -> NONE;
    };
  }
}
