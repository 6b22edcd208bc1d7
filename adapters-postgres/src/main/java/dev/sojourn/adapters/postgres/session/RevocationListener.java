package dev.sojourn.adapters.postgres.session;

import dev.sojourn.adapters.postgres.PostgresMeter;
import dev.sojourn.adapters.postgres.connection.Primary;
import dev.sojourn.adapters.postgres.cutoff.PostgresCutOffStore;
import dev.sojourn.adapters.postgres.key.PostgresSigningKeyStore;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears from all nodes which sessions have ended, or have got a new secret, and has the cache
 * forget them; that there are new cut-offs, and has them loaded; and that signing keys have
 * changed.
 *
 * <p>Postgres hands a notification to its listeners before it acknowledges the commit that carries
 * it, and over one connection all comes in order. So when the listening connection answers a
 * question, everything that was announced before the question is here, and the cache may be
 * believed a little longer: {@link #BELIEVED}. A node that is cut off, held up or frozen therefore
 * stops believing by itself.
 *
 * <p>Confined to one event loop.
 */
public final class RevocationListener {
  static final String CHANNEL = "sojourn_ended";

  /** Microseconds of the database's clock, for those of the nodes may differ. */
  public static final String MICROS =
      "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)";

  /** Separates when it was written from whose ids follow. */
  static final String AFTER_MICROS = ";";

  public static final String QUESTION = "select " + MICROS + " as heard_until";

  /** How long after a question that was answered; below the second that is promised. */
  private static final Duration BELIEVED = Duration.ofMillis(800);

  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);
  private static final Duration BEFORE_ANOTHER_TRY = Duration.ofMillis(500);
  private static final Logger LOG = System.getLogger(RevocationListener.class.getName());

  private final Vertx vertx;
  private final Primary primary;
  private final SessionCache cache;
  private final PostgresMeter meter;
  private final Supplier<Future<Void>> loadCutOffs;
  private final Runnable signingKeysChanged;
  private @Nullable PgConnection connection;
  private @Nullable DatabaseTime databaseTime;
  private boolean closing;

  /**
   * @param loadCutOffs has this node know all cut-offs
   * @param signingKeysChanged is told of each change, and of those that it may have missed
   */
  public RevocationListener(
      Vertx vertx,
      Primary primary,
      SessionCache cache,
      PostgresMeter meter,
      Supplier<Future<Void>> loadCutOffs,
      Runnable signingKeysChanged) {
    this.vertx = vertx;
    this.primary = primary;
    this.cache = cache;
    this.meter = meter;
    this.loadCutOffs = loadCutOffs;
    this.signingKeysChanged = signingKeysChanged;
  }

  /** Listens from now on, and again whenever the connection is lost; completes at the first try. */
  public Future<Void> listen() {
    return primary
        .find()
        .compose(options -> PgConnection.connect(vertx, options))
        .compose(
            opened -> {
              opened.notificationHandler(notification -> heard(opened, notification));
              opened.closeHandler(_ -> lost(opened));
              return opened
                  .query(
                      "listen "
                          + CHANNEL
                          + "; listen "
                          + PostgresCutOffStore.CHANNEL
                          + "; listen "
                          + PostgresSigningKeyStore.CHANNEL)
                  .execute()
                  // What was cut off while nobody listened; from now on it is told.
                  .compose(_ -> loadCutOffs.get())
                  .onSuccess(_ -> listening(opened))
                  .onFailure(_ -> opened.close());
            })
        .onFailure(failure -> retry("cannot listen", failure))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private void listening(PgConnection opened) {
    if (closing) {
      opened.close();
      return;
    }
    connection = opened;
    signingKeysChanged.run();
    cache.drop(); // what was brought in while nobody listened
    ask();
  }

  private void heard(PgConnection by, PgNotification notification) {
    if (notification.getChannel().equals(PostgresCutOffStore.CHANNEL)) {
      // Once it is listened again they are loaded before anything is believed.
      loadCutOffs.get().onFailure(_ -> giveUp(by));
      return;
    }
    if (notification.getChannel().equals(PostgresSigningKeyStore.CHANNEL)) {
      signingKeysChanged.run();
      return;
    }
    var parts = notification.getPayload().split(AFTER_MICROS, 2);
    cache.forget(
        Arrays.stream(parts[1].split(",")).map(id -> new SessionId(UUID.fromString(id))).toList());
    if (databaseTime != null) {
      meter.heardOfEnd(databaseTime.since(Long.parseLong(parts[0]), System.nanoTime()));
    }
  }

  /**
   * What the database's clock said.
   *
   * @param nanoTime of this process, about when it said so
   */
  private record DatabaseTime(long micros, long nanoTime) {
    Duration since(long earlierMicros, long nowNanos) {
      var lag =
          Duration.of(micros - earlierMicros, ChronoUnit.MICROS).plusNanos(nowNanos - nanoTime);
      return lag.isNegative() ? Duration.ZERO : lag;
    }
  }

  private void ask() {
    var listening = connection;
    if (listening == null || closing) {
      return;
    }
    var askedAt = System.nanoTime();
    var late =
        vertx.setTimer(
            BELIEVED.toMillis(),
            _ -> {
              LOG.log(Level.WARNING, "the connection that listens for ends does not answer");
              giveUp(listening);
            });
    listening
        .query(QUESTION)
        .execute()
        .onComplete(
            answer -> {
              if (vertx.cancelTimer(late) && answer.succeeded()) {
                var micros = answer.result().iterator().next().getLong(0);
                databaseTime =
                    new DatabaseTime(micros, askedAt + (System.nanoTime() - askedAt) / 2);
                cache.trust(askedAt, BELIEVED);
                vertx.setTimer(BETWEEN_QUESTIONS.toMillis(), _ -> ask());
              } else if (answer.failed()) {
                giveUp(listening);
              }
            });
  }

  /** At once, for a connection that hangs may take long to close. */
  private void giveUp(PgConnection which) {
    which.close();
    lost(which);
  }

  private void lost(PgConnection which) {
    if (connection == which) {
      connection = null;
      cache.distrust();
      if (!closing) {
        retry("does not hear ends any more, asks the database instead of its cache", null);
      }
    }
  }

  private void retry(String what, @Nullable Throwable failure) {
    LOG.log(Level.WARNING, what, failure);
    vertx.setTimer(
        BEFORE_ANOTHER_TRY.toMillis(),
        _ -> {
          if (!closing) {
            listen();
          }
        });
  }

  public Future<Void> close() {
    closing = true;
    var open = connection;
    connection = null;
    cache.distrust();
    return open == null ? Future.succeededFuture() : open.close();
  }
}
