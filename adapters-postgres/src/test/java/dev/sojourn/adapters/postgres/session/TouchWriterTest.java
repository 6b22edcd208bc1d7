package dev.sojourn.adapters.postgres.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TouchWriterTest {
  private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
  private static final SessionId A =
      new SessionId(UUID.fromString("019ab000-0000-7000-8000-00000000000a"));
  private static final SessionId B =
      new SessionId(UUID.fromString("019ab000-0000-7000-8000-00000000000b"));

  private final Vertx vertx = Vertx.vertx();
  private final List<List<Activity>> written = new ArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static Activity activity(SessionId id, int generation, int second) {
    return new Activity(
        id,
        new Secret(new byte[Secret.LENGTH]),
        new Generation(generation),
        T0.plusSeconds(second));
  }

  @Test
  void activityOfOneSessionIsWrittenOnceWithTheLatestOfEach() {
    var writer =
        new TouchWriter(
            vertx,
            batch -> {
              written.add(batch);
              return Future.succeededFuture();
            });
    writer.touch(activity(B, 1, 1));
    writer.touch(activity(A, 3, 1));
    writer.touch(activity(A, 2, 5));
    assertTrue(writer.close().succeeded());
    assertEquals(List.of(List.of(activity(A, 3, 5), activity(B, 1, 1))), written);
  }

  @Test
  void whatCannotBeWrittenIsKeptAndTriedAgain() {
    var second = Promise.<Void>promise();
    var writer =
        new TouchWriter(
            vertx,
            batch -> {
              written.add(batch);
              if (written.size() == 1) {
                return Future.failedFuture("away");
              }
              second.complete();
              return Future.succeededFuture();
            });
    writer.touch(activity(A, 1, 1));
    second.future().await();
    assertEquals(List.of(List.of(activity(A, 1, 1)), List.of(activity(A, 1, 1))), written);
  }
}
