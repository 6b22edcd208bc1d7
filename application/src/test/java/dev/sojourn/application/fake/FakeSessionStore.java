package dev.sojourn.application.fake;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Horizon;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One map and one lock: slow, and plainly right. Answers before the call returns. */
public class FakeSessionStore implements SessionStore {
  private static final Comparator<Position> LATEST_FIRST =
      comparing(Position::createdAt, reverseOrder())
          .thenComparing(Position::id, Comparator.reverseOrder());

  private final FakeAuditStore audit;
  private final Map<SessionId, Session> sessions = new HashMap<>();
  private Optional<Duration> awayFor = Optional.empty();

  public FakeSessionStore() {
    this(new FakeAuditStore());
  }

  public FakeSessionStore(FakeAuditStore audit) {
    this.audit = audit;
  }

  /** Nothing is answered any more, and nothing was heard of for as long. */
  public synchronized void beAway(Duration unheard) {
    awayFor = Optional.of(unheard);
  }

  @Override
  public synchronized Optional<Duration> awayFor() {
    return awayFor;
  }

  @Override
  public synchronized Optional<Session> remembered(SessionId id) {
    return Optional.ofNullable(sessions.get(id));
  }

  @Override
  public <R> CompletionStage<R> update(SessionId id, Transition<Session, R> transition) {
    return answer(
        () -> {
          var decision = transition.decide(Optional.ofNullable(sessions.get(id)));
          switch (decision) {
            case Decision.Unchanged<Session, R> _ -> {}
            case Decision.Store<Session, R> store -> keep(store);
          }
          return decision.result();
        });
  }

  private void keep(Decision.Store<Session, ?> store) {
    var before = Optional.ofNullable(sessions.put(store.value().id(), store.value()));
    audit.keep(store.trail(before, AuditTrail::ofSession));
  }

  @Override
  public CompletionStage<Boolean> open(Session session, Cause cause) {
    return answer(
        () -> {
          var isNew = sessions.putIfAbsent(session.id(), session) == null;
          audit.keep(isNew ? AuditTrail.ofSession(Optional.empty(), session, cause) : List.of());
          return isNew;
        });
  }

  @Override
  public <R> CompletionStage<R> updateAll(
      UserId userId,
      PolicyName policy,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    return answer(
        () -> {
          var before =
              unended()
                  .filter(session -> session.userId().equals(userId))
                  .filter(session -> session.policy().equals(policy))
                  .toList();
          var decision = decide.apply(before);
          switch (decision) {
            case Decision.Unchanged<List<Session>, R> _ -> {}
            case Decision.Store<List<Session>, R> store -> {
              store.value().forEach(session -> sessions.put(session.id(), session));
              audit.keep(store.trail(before, AuditTrail::ofSessions));
            }
          }
          return decision.result();
        });
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return answer(() -> Optional.ofNullable(sessions.get(id)));
  }

  @Override
  public CompletionStage<List<Session>> ofUser(UserId userId, int limit) {
    return answer(
        () ->
            sessions.values().stream()
                .filter(session -> session.userId().equals(userId))
                .sorted(comparing(session -> session.times().lastActivityAt(), reverseOrder()))
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<List<SessionId>> unendedOfUser(UserId userId) {
    return answer(
        () ->
            unended().filter(session -> session.userId().equals(userId)).map(Session::id).toList());
  }

  @Override
  public CompletionStage<List<UserId>> users(
      UserIdPrefix prefix, Optional<UserId> after, int limit) {
    return answer(
        () ->
            sessions.values().stream()
                .map(Session::userId)
                .distinct()
                .filter(prefix::isOf)
                .filter(
                    user -> after.isEmpty() || UserId.BY_CODE_POINTS.compare(user, after.get()) > 0)
                .sorted(UserId.BY_CODE_POINTS)
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<List<Session>> search(
      SessionFilter filter, Optional<Position> after, int limit) {
    return answer(
        () ->
            sessions.values().stream()
                .filter(filter::accepts)
                .filter(
                    session ->
                        after.isEmpty()
                            || LATEST_FIRST.compare(Position.of(session), after.get()) > 0)
                .sorted(comparing(Position::of, LATEST_FIRST))
                .limit(limit)
                .toList());
  }

  @Override
  public synchronized void touch(Activity activity) {
    sessions.computeIfPresent(activity.sessionId(), (_, session) -> session.touched(activity));
  }

  @Override
  public CompletionStage<List<Session>> sweep(
      Instant now, int limit, Function<Session, Decision<Session, Session>> look) {
    return answer(
        () -> {
          var looked =
              unended()
                  .filter(session -> !session.times().sweepAt().isAfter(now))
                  .sorted(comparing(session -> session.times().sweepAt()))
                  .limit(limit)
                  .map(look)
                  .toList();
          for (var decision : looked) {
            if (decision instanceof Decision.Store<Session, Session> store) {
              keep(store);
            }
          }
          return looked.stream().map(Decision::result).toList();
        });
  }

  @Override
  public CompletionStage<Optional<Instant>> nextDue() {
    return answer(
        () -> unended().map(session -> session.times().sweepAt()).min(Comparator.naturalOrder()));
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedUntil, int limit) {
    return answer(
        () -> {
          var past =
              sessions.values().stream()
                  .filter(
                      session ->
                          session.end().filter(end -> !end.at().isAfter(endedUntil)).isPresent())
                  .limit(limit)
                  .toList();
          past.forEach(session -> sessions.remove(session.id()));
          return past.size();
        });
  }

  @Override
  public CompletionStage<Map<PolicyName, Long>> countUnended() {
    return answer(
        () -> unended().collect(Collectors.groupingBy(Session::policy, Collectors.counting())));
  }

  @Override
  public CompletionStage<Long> countBetween(PolicyName policy, Horizon held, Horizon notHeld) {
    return answer(
        () ->
            unended()
                .filter(session -> session.policy().equals(policy))
                .filter(session -> held.holds(session) && !notHeld.holds(session))
                .count());
  }

  @Override
  public CompletionStage<Void> ping() {
    return answer(() -> null);
  }

  private Stream<Session> unended() {
    return sessions.values().stream().filter(session -> session.end().isEmpty());
  }

  private synchronized <R> CompletionStage<R> answer(Supplier<R> work) {
    if (awayFor.isPresent()) {
      return CompletableFuture.failedFuture(new TimeoutException("the store is away"));
    }
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
  }
}
