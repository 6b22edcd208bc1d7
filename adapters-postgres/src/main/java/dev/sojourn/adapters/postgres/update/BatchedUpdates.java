package dev.sojourn.adapters.postgres.update;

import dev.sojourn.adapters.postgres.batch.GroupCommit;
import dev.sojourn.adapters.postgres.batch.TracedLine;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Transition;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTrail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Carries out transitions in batches: reads all rows of a batch at once, decides call by call in
 * memory, writes all changes at once, each guarded by the version that it was decided on. Calls for
 * one row see each other's decisions in the order of their arrival; a row that another node has
 * changed meanwhile is read and decided again. A call is answered when what it decided is durable.
 *
 * <p>Rows that this node remembers are not read, which halves the way to the database. What it
 * remembers may be old, as may the belief that a row is new; the guard of the write finds that out,
 * and so a decision that was made without reading counts only if it was written. All others are
 * decided again on what the database says.
 *
 * <p>Confined to one event loop.
 *
 * @param <K> what names a row
 * @param <V> what a row says
 */
public final class BatchedUpdates<K, V> {
  /** More than this in one batch makes it slower, not faster. */
  private static final int MOST_CALLS = 1000;

  private final Rows<K, V> rows;
  private final BiFunction<K, V, V> upToDate;
  private final AuditTrail.Derivation<Optional<V>, V> trail;
  private final LongSupplier nanoTime;
  private final GroupCommit<Call<K, V, ?>> line;

  /** The table below. */
  public interface Rows<K, V> {
    /** Those of the rows that this node remembers; they may have changed since. */
    default Map<K, Versioned<V>> remembered(List<K> keys) {
      return Map.of();
    }

    /** The rows that there are. */
    Future<Map<K, Versioned<V>>> read(List<K> keys);

    /** Writes what is still of its version; says which that was. */
    Future<Written<K>> write(Map<K, Change<V>> changes);
  }

  /**
   * What came of a write. It may be done in parts: what one of them has written stays written when
   * another fails, and must not be decided again.
   *
   * @param done rows that were still of their version
   * @param failed rows of which that is not known, and why
   */
  public record Written<K>(Set<K> done, Map<K, Throwable> failed) {
    public static <K> Written<K> done(Set<K> rows) {
      return new Written<>(rows, Map.of());
    }

    public static <K> Written<K> failed(Collection<K> rows, Throwable why) {
      return new Written<>(Set.of(), rows.stream().collect(Collectors.toMap(row -> row, _ -> why)));
    }

    public Written<K> and(Written<K> other) {
      var allDone = new HashSet<>(done);
      allDone.addAll(other.done);
      var allFailed = new HashMap<>(failed);
      allFailed.putAll(other.failed);
      return new Written<>(allDone, allFailed);
    }
  }

  /**
   * @param version of the row as it was read; 0 if there was none
   */
  public record Versioned<V>(V value, long version) {
    static final long ABSENT = 0;
  }

  /**
   * A row as it shall be.
   *
   * @param before as it was read, if it was there
   * @param version that it must still have; 0 if it must not be there
   * @param trail what is written into the audit trail with it
   */
  public record Change<V>(Optional<V> before, V after, long version, List<AuditEntry> trail) {
    /** A row that is new. */
    public static <V> Change<V> adding(V value, List<AuditEntry> trail) {
      return new Change<>(Optional.empty(), value, Versioned.ABSENT, trail);
    }

    /** Whether it adds a row. */
    public boolean adds() {
      return version == Versioned.ABSENT;
    }
  }

  /**
   * @param addsRow whether the row is thought not to be there
   * @param since in nanoseconds, when it was asked for
   */
  private record Call<K, V, R>(
      K key, Transition<V, R> transition, boolean addsRow, long since, Promise<R> answer) {
    /**
     * Whether nobody waits for it any more. To decide it by what has become of the row since could
     * harm: a refresh that is done by now looks like the use of a stolen token.
     */
    boolean isTooOld(long now) {
      return now - since > GroupCommit.LONGEST_WAIT.toNanos();
    }
  }

  /**
   * @param upToDate adds to what was read what this node knows and has not written yet
   * @param trail what the audit trail is told of a change
   * @param traced by which its batches are followed
   */
  public BatchedUpdates(
      Rows<K, V> rows,
      BiFunction<K, V, V> upToDate,
      AuditTrail.Derivation<Optional<V>, V> trail,
      TracedLine traced) {
    this(rows, upToDate, trail, System::nanoTime, traced);
  }

  public BatchedUpdates(
      Rows<K, V> rows,
      BiFunction<K, V, V> upToDate,
      AuditTrail.Derivation<Optional<V>, V> trail,
      LongSupplier nanoTime,
      TracedLine traced) {
    this.rows = rows;
    this.upToDate = upToDate;
    this.trail = trail;
    this.nanoTime = nanoTime;
    this.line =
        GroupCommit.ofRows(
            MOST_CALLS,
            Call::key,
            this::carryOut,
            (call, why) -> call.answer().fail(why),
            nanoTime,
            traced);
  }

  public <R> Future<R> submit(K key, Transition<V, R> transition) {
    return submit(key, transition, false);
  }

  /** For a row that is not there, as far as anybody can know: it is not read first. */
  public <R> Future<R> submitNew(K key, Transition<V, R> transition) {
    return submit(key, transition, true);
  }

  private <R> Future<R> submit(K key, Transition<V, R> transition, boolean addsRow) {
    var answer = Promise.<R>promise();
    line.submit(new Call<>(key, transition, addsRow, nanoTime.getAsLong(), answer));
    return answer.future();
  }

  public Future<Void> idle() {
    return line.idle();
  }

  /** See {@link GroupCommit#refuseLate}. */
  public void refuseLate() {
    line.refuseLate();
  }

  private Future<Void> carryOut(List<Call<K, V, ?>> submitted) {
    var calls = inTime(submitted);
    return calls.isEmpty()
        ? Future.succeededFuture()
        : decideAndWrite(calls, assumed(calls))
            .compose(this::carryOutAnew)
            .recover(failure -> afterFailure(calls, failure));
  }

  /** What can be decided on without reading; wrong at times. */
  private Map<K, Optional<Versioned<V>>> assumed(List<Call<K, V, ?>> calls) {
    var assumed = new HashMap<K, Optional<Versioned<V>>>();
    calls.stream().filter(Call::addsRow).forEach(c -> assumed.put(c.key(), Optional.empty()));
    rows.remembered(keys(calls)).forEach((key, row) -> assumed.put(key, Optional.of(row)));
    return assumed;
  }

  /** Believes the database alone, again and again until no other node was faster. */
  private Future<Void> carryOutAnew(List<Call<K, V, ?>> calls) {
    var inTime = inTime(calls);
    return inTime.isEmpty()
        ? Future.succeededFuture()
        : decideAndWrite(inTime, Map.of()).compose(this::carryOutAnew);
  }

  /** Refuses the calls that are too old. */
  private List<Call<K, V, ?>> inTime(List<Call<K, V, ?>> calls) {
    var now = nanoTime.getAsLong();
    var inTime = new ArrayList<Call<K, V, ?>>();
    for (var call : calls) {
      if (call.isTooOld(now)) {
        call.answer().tryFail(new TimeoutException("would be decided too late"));
      } else {
        inTime.add(call);
      }
    }
    return inTime;
  }

  private static <K, V> List<K> keys(List<Call<K, V, ?>> calls) {
    return calls.stream().<K>map(Call::key).distinct().toList();
  }

  /** Answers all calls but those that must be decided again; gives these back. */
  private Future<List<Call<K, V, ?>>> decideAndWrite(
      List<Call<K, V, ?>> calls, Map<K, Optional<Versioned<V>>> assumed) {
    var unknown = keys(calls).stream().filter(key -> !assumed.containsKey(key)).toList();
    var read =
        unknown.isEmpty() ? Future.succeededFuture(Map.<K, Versioned<V>>of()) : rows.read(unknown);
    return read.compose(
        stored -> {
          var states = new LinkedHashMap<K, State<V>>();
          var answers = new ArrayList<Answer<?>>(calls.size());
          for (var call : calls) {
            var state =
                states.computeIfAbsent(
                    call.key(),
                    key ->
                        startingFrom(
                            key, assumed.getOrDefault(key, Optional.ofNullable(stored.get(key)))));
            answers.add(decide(call, state));
          }
          var changes = new LinkedHashMap<K, Change<V>>();
          states.forEach((key, state) -> state.change().ifPresent(c -> changes.put(key, c)));
          var written =
              changes.isEmpty()
                  ? Future.succeededFuture(Written.<K>done(Set.of()))
                  : rows.write(changes);
          return written.compose(
              outcome ->
                  answer(
                      calls,
                      answers,
                      outcome.failed(),
                      key ->
                          outcome.done().contains(key)
                              || !changes.containsKey(key) && !assumed.containsKey(key)));
        });
  }

  /** Gives the answers that count, and sees to what failed; the other calls are given back. */
  private Future<List<Call<K, V, ?>>> answer(
      List<Call<K, V, ?>> calls,
      List<Answer<?>> answers,
      Map<K, Throwable> failures,
      Predicate<K> counts) {
    var late = new ArrayList<Call<K, V, ?>>();
    var failed = new LinkedHashMap<Throwable, List<Call<K, V, ?>>>();
    for (var i = 0; i < calls.size(); i++) {
      var call = calls.get(i);
      var failure = failures.get(call.key());
      if (failure != null) {
        failed.computeIfAbsent(failure, _ -> new ArrayList<>()).add(call);
      } else if (counts.test(call.key())) {
        answers.get(i).give();
      } else {
        late.add(call);
      }
    }
    return oneByOne(failed.entrySet(), part -> afterFailure(part.getValue(), part.getKey()))
        .map(late);
  }

  /**
   * What the database refuses to write must not fail the neighbours, so each call is carried out
   * alone. When the database is away, that would help nobody; and what may have been written must
   * not be decided again: an exchange that has won would be told that it came too late.
   */
  private Future<Void> afterFailure(List<Call<K, V, ?>> calls, Throwable failure) {
    var open = calls.stream().filter(call -> !call.answer().future().isComplete()).toList();
    if (open.size() > 1 && Database.isRefusal(failure)) {
      return oneByOne(open, call -> carryOut(List.of(call)));
    }
    open.forEach(call -> call.answer().tryFail(failure));
    return Future.succeededFuture();
  }

  private static <T> Future<Void> oneByOne(Collection<T> all, Function<T, Future<Void>> work) {
    var done = Future.<Void>succeededFuture();
    for (var each : all) {
      done = done.compose(_ -> work.apply(each));
    }
    return done;
  }

  private State<V> startingFrom(K key, Optional<Versioned<V>> stored) {
    return new State<>(
        stored.map(row -> upToDate.apply(key, row.value())),
        stored.map(Versioned::version).orElse(Versioned.ABSENT));
  }

  /** One row while the calls of a batch are decided. */
  private static final class State<V> {
    private final Optional<V> before;
    private final long version;
    private final List<AuditEntry> trail = new ArrayList<>();
    private Optional<V> now;

    State(Optional<V> before, long version) {
      this.before = before;
      this.version = version;
      this.now = before;
    }

    Optional<Change<V>> change() {
      return now.equals(before)
          ? Optional.empty()
          : now.map(v -> new Change<>(before, v, version, List.copyOf(trail)));
    }
  }

  private record Answer<R>(Promise<R> promise, @Nullable R result, @Nullable Throwable failure) {
    void give() {
      if (failure != null) {
        promise.tryFail(failure);
      } else {
        promise.tryComplete(result);
      }
    }
  }

  /** A transition that throws fails its own call only. */
  private <R> Answer<R> decide(Call<K, V, R> call, State<V> state) {
    try {
      var decision = call.transition().decide(state.now);
      switch (decision) {
        case Decision.Store<V, R> store -> {
          state.trail.addAll(store.trail(state.now, trail));
          state.now = Optional.of(store.value());
        }
        case Decision.Unchanged<V, R> _ -> {}
      }
      return new Answer<>(call.answer(), decision.result(), null);
    } catch (RuntimeException broken) {
      return new Answer<>(call.answer(), null, broken);
    }
  }
}
