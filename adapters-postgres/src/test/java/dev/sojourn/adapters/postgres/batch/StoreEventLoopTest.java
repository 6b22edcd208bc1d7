package dev.sojourn.adapters.postgres.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreEventLoopTest {
  private final VertxInternal vertx =
      (VertxInternal) Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final StoreEventLoop loop =
      new StoreEventLoop(vertx.createEventLoopContext(), BatchTracing.OFF);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** As each request has one: of the loop's own event loop, or of another. */
  private List<ContextInternal> callers() {
    var callers = new ArrayList<ContextInternal>();
    for (var i = 0; i < 20; i++) {
      var root = i % 2 == 0 ? (ContextInternal) loop.context() : vertx.createEventLoopContext();
      callers.add(root.duplicate());
    }
    return callers;
  }

  @Test
  void whoIsAnsweredByOneBatchGoesOnEachOnTheirOwnContext() {
    var batch = new ArrayList<Promise<Integer>>();
    var batchRanOn = new ArrayList<Context>();
    var wentOnOn = new HashMap<ContextInternal, CompletableFuture<Context>>();
    var called = new CompletableFuture<Void>();
    var callers = callers();
    for (var caller : callers) {
      var wentOn = new CompletableFuture<Context>();
      wentOnOn.put(caller, wentOn);
      caller.runOnContext(
          _ -> {
            var _ =
                loop.<Integer>call(
                        () -> {
                          batchRanOn.add(Vertx.currentContext());
                          var answer = Promise.<Integer>promise();
                          batch.add(answer);
                          if (batch.size() == callers.size()) {
                            called.complete(null);
                          }
                          return answer.future();
                        })
                    .thenApply(answer -> answer + 1)
                    .thenAccept(_ -> wentOn.complete(Vertx.currentContext()));
          });
    }
    called.join();
    loop.run(() -> batch.forEach(answer -> answer.complete(7)));
    var expected = new HashMap<ContextInternal, Context>();
    callers.forEach(caller -> expected.put(caller, caller));
    var found = new HashMap<ContextInternal, Context>();
    wentOnOn.forEach((caller, context) -> found.put(caller, context.join()));
    assertEquals(Map.copyOf(expected), Map.copyOf(found));
    assertEquals(List.of(loop.context()), batchRanOn.stream().distinct().toList());
  }

  @Test
  void whoCallsFromAnOrdinaryThreadIsAnsweredToo() {
    assertEquals(7, loop.call(() -> vertx.timer(1).map(_ -> 7)).toCompletableFuture().join());
  }
}
