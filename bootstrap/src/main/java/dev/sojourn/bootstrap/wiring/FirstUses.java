package dev.sojourn.bootstrap.wiring;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does once, in the background after the start, what takes long only the first time: loading
 * security providers, regular expressions, templates. Otherwise the first request that needs it
 * would do it on the event loop, and all others would wait.
 *
 * <p>A step that fails is logged and left to the first request. Steps run one after the other, on
 * one thread, so that they take at most one processor from the requests.
 */
public final class FirstUses {
  private static final Logger LOG = LoggerFactory.getLogger(FirstUses.class);

  private FirstUses() {}

  /**
   * @param what for the log
   * @param use blocks
   */
  public record FirstUse(String what, Runnable use) {}

  /** Completes when all have been tried; never fails. */
  public static CompletionStage<Void> prepare(List<FirstUse> uses) {
    var done = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .name("sojourn-first-uses")
        .start(
            () -> {
              uses.forEach(FirstUses::prepare);
              done.complete(null);
            });
    return done;
  }

  private static void prepare(FirstUse first) {
    var began = System.nanoTime();
    try {
      first.use().run();
      LOG.debug("prepared {} in {} ms", first.what(), (System.nanoTime() - began) / 1_000_000);
    } catch (RuntimeException | LinkageError failure) {
      LOG.warn("could not prepare {}: {}", first.what(), failure.toString());
    }
  }
}
