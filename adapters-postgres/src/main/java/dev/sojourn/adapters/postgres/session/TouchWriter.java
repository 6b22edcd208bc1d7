package dev.sojourn.adapters.postgres.session;

import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Gathers activity and writes it in batches, a moment after the first of a batch has come. What has
 * come and is not written yet is known to this node: {@link #upToDate} adds it to what was read.
 *
 * <p>What cannot be written, because the database is away, is kept and tried again; up to {@link
 * #MOST_WAITING} sessions, then further ones are not noted, which shortens an idle session's life
 * by what was not noted and breaks nothing else.
 *
 * <p>Confined to one event loop: no locks.
 */
final class TouchWriter {
  static final int MOST_WAITING = 100_000;

  /** Long enough to gather, short enough to have a sighting durable within a second. */
  private static final long GATHER_MILLIS = 100;

  private static final long RETRY_MILLIS = 1_000;
  private static final int MOST_A_BATCH = 1_000;

  private final Vertx vertx;
  private final Function<List<Activity>, Future<Void>> write;
  private final Map<SessionId, Activity> waiting = new LinkedHashMap<>();
  private final Map<SessionId, Activity> underWay = new LinkedHashMap<>();
  private final List<Promise<Void>> whenIdle = new ArrayList<>();
  private boolean scheduled;
  private boolean closing;

  TouchWriter(Vertx vertx, Function<List<Activity>, Future<Void>> write) {
    this.vertx = vertx;
    this.write = write;
  }

  void touch(Activity activity) {
    if (waiting.size() < MOST_WAITING || waiting.containsKey(activity.sessionId())) {
      waiting.merge(activity.sessionId(), activity, Activity::and);
      scheduleIn(GATHER_MILLIS);
    }
  }

  /** The session with all that has come for it. */
  Session upToDate(SessionId id, Session stored) {
    return Stream.of(underWay, waiting)
        .flatMap(activities -> Optional.ofNullable(activities.get(id)).stream())
        .reduce(stored, Session::touched, (_, later) -> later);
  }

  /** Writes what is left, once, and completes. */
  Future<Void> close() {
    closing = true;
    if (underWay.isEmpty() && waiting.isEmpty()) {
      return Future.succeededFuture();
    }
    var promise = Promise.<Void>promise();
    whenIdle.add(promise);
    if (underWay.isEmpty()) {
      writeNext();
    }
    return promise.future();
  }

  private void scheduleIn(long millis) {
    if (!scheduled && underWay.isEmpty()) {
      scheduled = true;
      vertx.setTimer(
          millis,
          _ -> {
            scheduled = false;
            if (underWay.isEmpty()) {
              writeNext();
            }
          });
    }
  }

  private void writeNext() {
    var entries = waiting.entrySet().iterator();
    while (entries.hasNext() && underWay.size() < MOST_A_BATCH) {
      var entry = entries.next();
      underWay.put(entry.getKey(), entry.getValue());
      entries.remove();
    }
    if (underWay.isEmpty()) {
      done();
      return;
    }
    // In the order of ids, so that nodes which write the same rows wait for each other in turn.
    var batch =
        underWay.values().stream()
            .sorted((one, other) -> one.sessionId().compareTo(other.sessionId()))
            .toList();
    Future.succeededFuture(batch)
        .compose(write)
        .onComplete(
            written -> {
              underWay.clear();
              if (written.succeeded()) {
                goOn();
              } else {
                batch.forEach(
                    activity -> waiting.merge(activity.sessionId(), activity, Activity::and));
                giveUpOrRetry();
              }
            });
  }

  private void goOn() {
    if (closing || waiting.size() >= MOST_A_BATCH) {
      writeNext();
    } else if (!waiting.isEmpty()) {
      scheduleIn(GATHER_MILLIS);
    }
  }

  private void giveUpOrRetry() {
    if (closing) {
      done();
    } else {
      scheduleIn(RETRY_MILLIS);
    }
  }

  private void done() {
    var idle = List.copyOf(whenIdle);
    whenIdle.clear();
    idle.forEach(Promise::complete);
  }
}
