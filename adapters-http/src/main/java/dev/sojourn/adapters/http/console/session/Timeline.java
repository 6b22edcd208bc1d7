package dev.sojourn.adapters.http.console.session;

import dev.sojourn.application.session.Judged;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The life of a session, from its opening to the last instant that it can have.
 *
 * @param until the end of the drawing
 * @param idle when it ends if nothing happens until then
 * @param absolute when it ends whatever happens
 * @param ended when it ended, if it has
 */
public record Timeline(
    Instant opened,
    Instant lastSeen,
    Instant now,
    Instant until,
    Optional<Instant> idle,
    Optional<Instant> absolute,
    Instant expires,
    Optional<Instant> ended) {

  /** The width of the drawing, in its own units. */
  public static final int WIDTH = 1000;

  static Timeline of(Judged judged, SessionPolicy policy, Instant now) {
    var session = judged.session();
    var times = session.times();
    var idle = session.idleDeadline(policy);
    var absolute = session.absoluteDeadline(policy);
    Optional<Instant> ended =
        switch (judged.verdict()) {
          case Verdict.Active _ -> Optional.empty();
          case Verdict.Ended(var end) -> Optional.of(end.at());
        };
    var latest =
        ended.isPresent()
            ? Stream.of(ended.get(), now)
            : Stream.of(absolute.orElse(times.expiresAt()), now);
    return new Timeline(
        times.createdAt(),
        times.lastActivityAt(),
        now,
        latest.max(Instant::compareTo).orElse(now),
        idle,
        absolute,
        times.expiresAt(),
        ended);
  }

  /** Where an instant is in the drawing, from 0 to {@link #WIDTH}. */
  public int x(Instant at) {
    var all = Math.max(1, Duration.between(opened, until).toMillis());
    var part = Duration.between(opened, at).toMillis();
    return (int) Math.clamp(WIDTH * (double) part / all, 0, WIDTH);
  }

  /** The time that is left until then in whole seconds, none after it. */
  public long secondsLeft(Instant deadline) {
    return Math.max(0, Duration.between(now, deadline).toSeconds());
  }

  /** The whole time of a deadline that is counted from some instant, in seconds, at least 1. */
  public static long seconds(Instant from, Instant deadline) {
    return Math.max(1, Duration.between(from, deadline).toSeconds());
  }
}
