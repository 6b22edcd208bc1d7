package dev.sojourn.application.lockout;

import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.lockout.Subject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Pages through the lockouts in force, by subject. */
public final class ListLockouts {
  /** The most subjects of a page. */
  public static final int MOST = 200;

  private final LockoutStore lockouts;
  private final LockoutRules rules;
  private final InstantSource clock;

  public ListLockouts(LockoutStore lockouts, LockoutRules rules, InstantSource clock) {
    this.lockouts = lockouts;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * A page of lockouts; a subject that is locked on several lines has several.
   *
   * @param next the subject to go on after; empty at the end
   */
  public record Page(List<LockoutAnswer> items, Optional<Subject> next) {}

  /**
   * @param limit how many subjects, 1 to {@link #MOST}
   */
  public CompletionStage<Page> list(Optional<Subject> after, int limit) {
    var now = clock.instant();
    // One more than wanted tells whether there is a next page at all.
    return lockouts
        .locked(now, after, limit + 1)
        .thenApply(
            found -> {
              var shown = found.subList(0, Math.min(limit, found.size()));
              var items =
                  shown.stream()
                      .flatMap(lockout -> lockout.locked(now, rules).stream())
                      .map(status -> new LockoutAnswer(status, status.retryAfter(now)))
                      .toList();
              return new Page(
                  items,
                  found.size() > limit
                      ? Optional.of(shown.getLast()).map(Lockout::subject)
                      : Optional.empty());
            });
  }
}
