package dev.sojourn.adapters.postgres.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sessions that this node has read or written lately, so that a verification need not ask the
 * database.
 *
 * <p>What is in here may be behind the database in what only makes a session live longer: activity,
 * rotation, attributes. It must not be behind in what ends it. So an end that is announced ({@link
 * RevocationListener}) drops the session, and as something that was read before the end may still
 * be on its way from the database, it also spoils the session for every {@link Passage} that is
 * under way. And it is believed only for as long as the node is known to hear announcements ({@link
 * #trust}).
 *
 * <p>Safe for any thread.
 */
public final class SessionCache {
  /** In characters of JSON. */
  private static final int COMMON_SIZE = 512;

  private final Cache<SessionId, Versioned<Session>> sessions;
  private final Set<Passage> underWay = ConcurrentHashMap.newKeySet();

  /** Both in the time of {@link System#nanoTime}. */
  private volatile long trustedUntil = System.nanoTime();

  private volatile long heardUntil = System.nanoTime();

  /**
   * @param most the most sessions that it holds, of up to {@link #COMMON_SIZE} of attributes;
   *     larger ones count as several, so that memory is bounded too; 0 holds none
   */
  public SessionCache(int most) {
    sessions =
        Caffeine.newBuilder()
            .maximumWeight(most)
            .<SessionId, Versioned<Session>>weigher(
                (_, held) -> 1 + held.value().attributes().text().length() / COMMON_SIZE)
            .executor(Runnable::run)
            .build();
  }

  /** Whether this node is known to hear what others announce. */
  public boolean isTrusted() {
    return System.nanoTime() - trustedUntil < 0;
  }

  /** A session that may be believed to live; empty if the database is to be asked. */
  Optional<Session> recall(SessionId id) {
    var found = sessions.getIfPresent(id);
    return found != null && isTrusted() ? Optional.of(found.value()) : Optional.empty();
  }

  /** Sessions as they were, to be believed only where a version guards what comes of it. */
  Map<SessionId, Versioned<Session>> remembered(List<SessionId> ids) {
    var known = HashMap.<SessionId, Versioned<Session>>newHashMap(ids.size());
    for (var id : ids) {
      var found = sessions.getIfPresent(id);
      if (found != null) {
        known.put(id, found);
      }
    }
    return known;
  }

  /**
   * Begins before the database is asked, and ends when its answer has been brought in; what is
   * forgotten between is not brought in.
   */
  Passage begin() {
    var passage = new Passage();
    underWay.add(passage);
    return passage;
  }

  /** From a question to the database until its answer is here. */
  final class Passage {
    private final Set<SessionId> spoiled = ConcurrentHashMap.newKeySet();
    private volatile boolean spoiledAll;

    /** Keeps a session as the database said it is, unless a later version is here. */
    void bring(Versioned<Session> said) {
      var id = said.value().id();
      sessions
          .asMap()
          .compute(
              id,
              (_, held) -> {
                if (held != null && held.version() >= said.version()) {
                  return held;
                }
                var lives = said.value().end().isEmpty();
                return lives && !spoiledAll && !spoiled.contains(id) ? said : null;
              });
    }

    void end() {
      underWay.remove(this);
    }
  }

  /** Notes activity before it is written, so that it is written but once. */
  void touched(Activity activity) {
    sessions
        .asMap()
        .computeIfPresent(
            activity.sessionId(),
            (_, held) -> new Versioned<>(held.value().touched(activity), held.version()));
  }

  /** Activity that was noted here is written, and has made this version of the row. */
  void touchWritten(SessionId id, long version) {
    sessions
        .asMap()
        .computeIfPresent(
            id,
            (_, held) ->
                held.version() == version - 1 ? new Versioned<>(held.value(), version) : held);
  }

  /** These must not be taken for alive any more. */
  void forget(Collection<SessionId> ids) {
    for (var passage : underWay) {
      passage.spoiled.addAll(ids);
    }
    sessions.invalidateAll(ids);
  }

  /**
   * Believes what it holds for a while.
   *
   * @param heardUntil all that was announced before then has been heard, in the time of {@link
   *     System#nanoTime}
   */
  void trust(long heardUntil, Duration believed) {
    this.heardUntil = heardUntil;
    trustedUntil = heardUntil + believed.toNanos();
  }

  /** How long ago that was. */
  Duration unheardFor() {
    return Duration.ofNanos(System.nanoTime() - heardUntil);
  }

  /** A session that may have ended since. */
  Optional<Session> unconfirmed(SessionId id) {
    return Optional.ofNullable(sessions.getIfPresent(id)).map(Versioned::value);
  }

  /** Believes nothing until it is told to. What it holds is for outages only. */
  void distrust() {
    trustedUntil = System.nanoTime();
  }

  /** Drops everything, and believes nothing until it is told to. */
  void drop() {
    distrust();
    for (var passage : underWay) {
      passage.spoiledAll = true;
    }
    sessions.invalidateAll();
  }
}
