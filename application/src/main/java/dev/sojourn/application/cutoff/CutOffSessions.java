package dev.sojourn.application.cutoff;

import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.session.EndSessionsOfUser;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.cutoff.CutOff;
import dev.sojourn.domain.cutoff.CutOffs;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends many sessions by one word, effective on all nodes at once as a part of the verdict; the
 * sweeper records the single ends when it comes by, within a day. And disables users, who have no
 * sessions until they are enabled.
 */
public final class CutOffSessions {
  private final CutOffStore cutOffs;
  private final EndSessionsOfUser endSessionsOfUser;
  private final SessionEventListener events;
  private final InstantSource clock;

  public CutOffSessions(
      CutOffStore cutOffs,
      EndSessionsOfUser endSessionsOfUser,
      SessionEventListener events,
      InstantSource clock) {
    this.cutOffs = cutOffs;
    this.endSessionsOfUser = endSessionsOfUser;
    this.events = events;
    this.clock = clock;
  }

  /** What came of a cut-off. */
  public sealed interface Outcome {
    /** It is in force, or one that reaches at least as far. */
    record InForce(CutOff cutOff) implements Outcome {}

    /** It would end what has not begun. */
    record InTheFuture() implements Outcome {}
  }

  /**
   * @param before ends sessions whose person authenticated at or before it; now if absent
   */
  public CompletionStage<Outcome> cutOff(Scope scope, Optional<Instant> before, Initiator by) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (before.stream().anyMatch(at -> at.isAfter(now))) {
      return CompletableFuture.completedFuture(new Outcome.InTheFuture());
    }
    var wanted = new CutOff(scope, before.orElse(now), now);
    return cutOffs
        .update(
            all -> {
              var more = all.and(wanted);
              return Decision.store(more, more.of(scope).orElseThrow(), by.at(now));
            })
        .thenApply(
            inForce -> {
              events.on(new SessionEvent.CutOff(scope));
              return new Outcome.InForce(inForce);
            });
  }

  /** All that are in force, disabled users too, the latest first. */
  public List<CutOff> list() {
    return cutOffs.inForce().all().stream()
        .sorted((one, other) -> other.since().compareTo(one.since()))
        .toList();
  }

  /**
   * Whatever the user has is over, and nothing is opened for them any more. Doing it again changes
   * nothing. Completes with how many sessions were recorded as ended.
   */
  public CompletionStage<Integer> disable(UserId userId, Initiator by) {
    var scope = new Scope.OfUser(userId);
    var now = clock.instant();
    var disabling = CutOff.disabling(scope, now);
    // Counted first, because afterwards none lives; and what was opened meanwhile is recorded, too.
    return end(userId, by)
        .thenCompose(
            ended ->
                cutOffs
                    .update(
                        all ->
                            isDisabled(all, scope)
                                ? Decision.unchanged(false)
                                : Decision.store(all.with(disabling), true, by.at(now)))
                    .thenCompose(_ -> end(userId, by))
                    .thenApply(more -> ended + more));
  }

  private CompletionStage<Integer> end(UserId userId, Initiator by) {
    return endSessionsOfUser.end(
        userId, Optional.empty(), EndReason.USER_DISABLED, SessionReach.ALL, by);
  }

  /** The user may have sessions again; those that there were stay over. */
  public CompletionStage<Void> enable(UserId userId, Initiator by) {
    var scope = new Scope.OfUser(userId);
    var now = clock.instant();
    return cutOffs
        .update(
            all ->
                isDisabled(all, scope)
                    ? Decision.store(all.with(new CutOff(scope, now, now)), true, by.at(now))
                    : Decision.unchanged(false))
        .thenApply(_ -> null);
  }

  /** Since when a user is disabled, if they are. */
  public Optional<Instant> disabledSince(UserId userId) {
    return cutOffs
        .inForce()
        .of(new Scope.OfUser(userId))
        .filter(CutOff::disables)
        .map(CutOff::since);
  }

  private static boolean isDisabled(CutOffs all, Scope scope) {
    return all.of(scope).stream().anyMatch(CutOff::disables);
  }
}
