package dev.sojourn.adapters.memory;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.Horizon;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Sessions in memory.
 *
 * <p>Each session has a cell with a lock of its own, and a change of the session, and of what it is
 * found by, holds that lock: so decisions on one session come one after the other, and on different
 * sessions at the same time. A call that needs several cells takes them in the order of their ids,
 * and nothing else while holding one, so nobody waits for each other. Readers take no lock.
 */
final class MemorySessionStore implements SessionStore {
  private static final Comparator<Position> LATEST_FIRST =
      comparing(Position::createdAt).thenComparing(Position::id).reversed();

  private static final NavigableSet<Position> NONE =
      Collections.unmodifiableNavigableSet(new TreeSet<>(LATEST_FIRST));

  /** How many users can be decided on as a whole at the same time. */
  private static final int USER_LOCKS = 256;

  /** Where a session is kept. It is empty once the session is forgotten, and stays so. */
  private static final class StoredSession {
    final SessionId id;
    final ReentrantLock lock = new ReentrantLock();
    volatile Optional<Session> session;

    StoredSession(Session session) {
      this.id = session.id();
      this.session = Optional.of(session);
    }
  }

  private final MemoryAuditStore audit;
  private final ConcurrentHashMap<SessionId, StoredSession> cells = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<UserId, NavigableSet<Position>> byUser =
      new ConcurrentHashMap<>();
  private final NavigableSet<Position> byOpening = new ConcurrentSkipListSet<>(LATEST_FIRST);
  private final DueIndex<SessionId> due = new DueIndex<>(SessionId::compareTo);
  private final DueIndex<SessionId> ended = new DueIndex<>(SessionId::compareTo);
  private final ConcurrentHashMap<PolicyName, LongAdder> unended = new ConcurrentHashMap<>();
  private final List<ReentrantLock> userLocks =
      IntStream.range(0, USER_LOCKS).mapToObj(_ -> new ReentrantLock()).toList();

  MemorySessionStore(MemoryAuditStore audit) {
    this.audit = audit;
  }

  @Override
  public <R> CompletionStage<R> update(SessionId id, Transition<Session, R> transition) {
    return Answer.of(
        () -> {
          Optional<R> result;
          do {
            result = decide(id, transition);
          } while (result.isEmpty());
          return result.get();
        });
  }

  /** Empty if the session was opened or forgotten in this very moment: look again. */
  private <R> Optional<R> decide(SessionId id, Transition<Session, R> transition) {
    var cell = cells.get(id);
    if (cell == null) {
      return switch (transition.decide(Optional.empty())) {
        case Decision.Unchanged<Session, R>(var result) -> Optional.of(result);
        case Decision.Store<Session, R> store ->
            insert(store.value(), store.trail(Optional.empty(), AuditTrail::ofSession))
                ? Optional.of(store.result())
                : Optional.empty();
      };
    }
    return holding(
        List.of(cell),
        () -> {
          if (cell.session.isEmpty()) {
            return Optional.empty();
          }
          var decision = transition.decide(cell.session);
          switch (decision) {
            case Decision.Unchanged<Session, R> _ -> {}
            case Decision.Store<Session, R> store -> keep(cell, store);
          }
          return Optional.of(decision.result());
        });
  }

  @Override
  public CompletionStage<Boolean> open(Session session, Cause cause) {
    return Answer.of(() -> insert(session, AuditTrail.ofSession(Optional.empty(), session, cause)));
  }

  @Override
  public <R> CompletionStage<R> updateAll(
      UserId userId,
      PolicyName policy,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    return Answer.of(
        () -> {
          var userLock = userLocks.get(Math.floorMod(userId.hashCode(), USER_LOCKS));
          userLock.lock();
          try {
            return decideOnAll(userId, policy, decide);
          } finally {
            userLock.unlock();
          }
        });
  }

  private <R> R decideOnAll(
      UserId userId,
      PolicyName policy,
      Function<List<Session>, Decision<List<Session>, R>> decide) {
    Predicate<Session> concerned =
        session -> session.policy().equals(policy) && session.end().isEmpty();
    var theirs =
        byUser.getOrDefault(userId, NONE).stream()
            .flatMap(position -> Optional.ofNullable(cells.get(position.id())).stream())
            .filter(cell -> cell.session.filter(concerned).isPresent())
            .sorted(comparing(cell -> cell.id))
            .toList();
    return holding(
        theirs,
        () -> {
          // Some may have ended before all were held.
          var before =
              theirs.stream().flatMap(cell -> cell.session.stream()).filter(concerned).toList();
          var decision = decide.apply(before);
          switch (decision) {
            case Decision.Unchanged<List<Session>, R> _ -> {}
            case Decision.Store<List<Session>, R> store -> {
              store.value().forEach(this::store);
              audit.keep(store.trail(before, AuditTrail::ofSessions));
            }
          }
          return decision.result();
        });
  }

  private void store(Session session) {
    var cell = cells.get(session.id());
    if (cell != null && cell.lock.isHeldByCurrentThread()) {
      keep(cell, session);
    } else if (!insert(session, List.of())) {
      throw new IllegalStateException("a session is stored that was not decided on");
    }
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return Answer.of(() -> stored(id));
  }

  @Override
  public CompletionStage<List<Session>> ofUser(UserId userId, int limit) {
    return Answer.of(
        () ->
            stored(byUser.getOrDefault(userId, NONE))
                .sorted(comparing(session -> session.times().lastActivityAt(), reverseOrder()))
                .limit(limit)
                .toList());
  }

  @Override
  public CompletionStage<List<SessionId>> unendedOfUser(UserId userId) {
    return Answer.of(
        () ->
            stored(byUser.getOrDefault(userId, NONE))
                .filter(session -> session.end().isEmpty())
                .map(Session::id)
                .toList());
  }

  /** Looks at every user: this store is not for many. */
  @Override
  public CompletionStage<List<UserId>> users(
      UserIdPrefix prefix, Optional<UserId> after, int limit) {
    return Answer.of(
        () ->
            byUser.keySet().stream()
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
    return Answer.of(
        () -> {
          var candidates =
              filter.userId().map(userId -> byUser.getOrDefault(userId, NONE)).orElse(byOpening);
          return stored(
                  after.map(position -> candidates.tailSet(position, false)).orElse(candidates))
              .filter(filter::accepts)
              .limit(limit)
              .toList();
        });
  }

  @Override
  public void touch(Activity activity) {
    var cell = cells.get(activity.sessionId());
    if (cell != null) {
      holding(
          List.of(cell),
          () -> cell.session = cell.session.map(session -> session.touched(activity)));
    }
  }

  @Override
  public CompletionStage<List<Session>> sweep(
      Instant now, int limit, Function<Session, Decision<Session, Session>> look) {
    return Answer.of(
        () -> due.until(now).flatMap(id -> lookAt(id, now, look).stream()).limit(limit).toList());
  }

  /** Empty if another sweeper was faster. */
  private Optional<Session> lookAt(
      SessionId id, Instant now, Function<Session, Decision<Session, Session>> look) {
    var cell = cells.get(id);
    if (cell == null) {
      return Optional.empty();
    }
    return holding(
        List.of(cell),
        () -> {
          if (cell.session
              .flatMap(MemorySessionStore::dueAt)
              .filter(at -> !at.isAfter(now))
              .isEmpty()) {
            return Optional.empty();
          }
          var decision = look.apply(cell.session.get());
          switch (decision) {
            case Decision.Unchanged<Session, Session> _ -> {}
            case Decision.Store<Session, Session> store -> keep(cell, store);
          }
          return Optional.of(decision.result());
        });
  }

  @Override
  public CompletionStage<Optional<Instant>> nextDue() {
    return Answer.of(due::first);
  }

  @Override
  public CompletionStage<Integer> purge(Instant endedUntil, int limit) {
    return Answer.of(
        () ->
            (int)
                ended.until(endedUntil).filter(id -> forget(id, endedUntil)).limit(limit).count());
  }

  /** Whether it was there to be forgotten; the id may be another session's by now. */
  private boolean forget(SessionId id, Instant endedUntil) {
    var cell = cells.get(id);
    return cell != null
        && holding(
            List.of(cell),
            () -> {
              if (cell.session
                  .flatMap(Session::end)
                  .filter(end -> !end.at().isAfter(endedUntil))
                  .isEmpty()) {
                return false;
              }
              var session = cell.session.get();
              byOpening.remove(Position.of(session));
              byUser.computeIfPresent(
                  session.userId(),
                  (_, theirs) -> {
                    theirs.remove(Position.of(session));
                    return theirs.isEmpty() ? null : theirs;
                  });
              index(Optional.of(session), Optional.empty());
              // Last, so that one of the same id is not opened before all of this is undone.
              cell.session = Optional.empty();
              cells.remove(id);
              return true;
            });
  }

  @Override
  public CompletionStage<Map<PolicyName, Long>> countUnended() {
    return Answer.of(
        () -> {
          var counts = new HashMap<PolicyName, Long>();
          unended.forEach(
              (policy, counter) -> {
                var count = counter.sum();
                if (count > 0) {
                  counts.put(policy, count);
                }
              });
          return Map.copyOf(counts);
        });
  }

  @Override
  public CompletionStage<Long> countBetween(PolicyName policy, Horizon held, Horizon notHeld) {
    return Answer.of(
        () ->
            cells.values().stream()
                .flatMap(cell -> cell.session.stream())
                .filter(session -> session.end().isEmpty() && session.policy().equals(policy))
                .filter(session -> held.holds(session) && !notHeld.holds(session))
                .count());
  }

  @Override
  public CompletionStage<Void> ping() {
    return CompletableFuture.completedFuture(null);
  }

  private Optional<Session> stored(SessionId id) {
    return Optional.ofNullable(cells.get(id)).flatMap(cell -> cell.session);
  }

  private Stream<Session> stored(NavigableSet<Position> positions) {
    return positions.stream().flatMap(position -> stored(position.id()).stream());
  }

  /** Whether there was none of its id. */
  private boolean insert(Session session, List<AuditEntry> trail) {
    var cell = new StoredSession(session);
    return holding(
        List.of(cell),
        () -> {
          for (var present = cells.putIfAbsent(cell.id, cell);
              present != null;
              present = cells.putIfAbsent(cell.id, cell)) {
            if (present.session.isPresent()) {
              return false;
            }
            Thread.onSpinWait(); // it is being forgotten in this very moment
          }
          byOpening.add(Position.of(session));
          byUser.compute(
              session.userId(),
              (_, theirs) -> {
                var positions = theirs == null ? new ConcurrentSkipListSet<>(LATEST_FIRST) : theirs;
                positions.add(Position.of(session));
                return positions;
              });
          index(Optional.empty(), Optional.of(session));
          audit.keep(trail);
          return true;
        });
  }

  /** The caller holds the cell. */
  private void keep(StoredSession cell, Decision.Store<Session, ?> store) {
    audit.keep(store.trail(cell.session, AuditTrail::ofSession));
    keep(cell, store.value());
  }

  /** The caller holds the cell. */
  private void keep(StoredSession cell, Session session) {
    var before = cell.session;
    cell.session = Optional.of(session);
    index(before, cell.session);
  }

  private void index(Optional<Session> before, Optional<Session> after) {
    var id = before.or(() -> after).orElseThrow().id();
    var wasDue = before.flatMap(MemorySessionStore::dueAt);
    var isDue = after.flatMap(MemorySessionStore::dueAt);
    due.move(id, wasDue, isDue);
    ended.move(
        id, before.flatMap(Session::end).map(End::at), after.flatMap(Session::end).map(End::at));
    if (wasDue.isPresent() != isDue.isPresent()) {
      var policy = before.or(() -> after).orElseThrow().policy();
      unended.computeIfAbsent(policy, _ -> new LongAdder()).add(isDue.isPresent() ? 1 : -1);
    }
  }

  private static Optional<Instant> dueAt(Session session) {
    return session.end().isPresent() ? Optional.empty() : Optional.of(session.times().sweepAt());
  }

  /** Does what needs cells to stay as they are; they are given in the order of their ids. */
  private static <R> R holding(List<StoredSession> cells, Supplier<R> work) {
    cells.forEach(cell -> cell.lock.lock());
    try {
      return work.get();
    } finally {
      cells.forEach(cell -> cell.lock.unlock());
    }
  }
}
