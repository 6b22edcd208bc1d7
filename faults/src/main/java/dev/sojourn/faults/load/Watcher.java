package dev.sojourn.faults.load;

import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Has all nodes remember a session, ends it on one, and asks all of them for it until they know.
 */
final class Watcher implements Runnable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);
  private static final long LONGEST_WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final Load load;
  private final Api api;
  private final ArrayList<Api> eyes = new ArrayList<>();

  Watcher(Load load) {
    this.load = load;
    this.api = load.api(Actor.WATCHER);
    for (var node = 0; node < api.nodes(); node++) {
      eyes.add(load.api(Actor.WATCHER));
    }
  }

  @Override
  public void run() {
    Load.pause(1, 500);
    while (load.goesOn()) {
      load.persist(BETWEEN_TRIES, node -> api.open(node, load.newUser()))
          .ifPresent(
              opened -> {
                if (opened.answer() instanceof Answer.Issued(var tokens)) {
                  watch(opened.subject(), tokens);
                }
              });
      Load.pause(50, 300);
    }
    api.close();
    eyes.forEach(Api::close);
  }

  private void watch(String session, Tokens tokens) {
    for (var node = 0; node < api.nodes(); node++) {
      api.verify(node, session, tokens);
    }
    Load.pause(1, 100);
    var ended =
        ThreadLocalRandom.current().nextInt(4) == 0
            ? load.persist(BETWEEN_TRIES, node -> api.reauthenticate(node, session))
            : load.persist(BETWEEN_TRIES, node -> api.end(node, session));
    if (ended.isEmpty()) {
      return;
    }
    var threads = new ArrayList<Thread>();
    for (var node = 0; node < eyes.size(); node++) {
      var which = node;
      threads.add(Thread.ofVirtual().start(() -> stare(which, session, tokens)));
    }
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void stare(int node, String session, Tokens tokens) {
    var until = System.nanoTime() + LONGEST_WATCH_NANOS;
    var refusals = 0;
    while (refusals < 3 && System.nanoTime() - until < 0) {
      var answer = eyes.get(node).verify(node, session, tokens).answer();
      refusals += answer instanceof Answer.Refused ? 1 : 0;
      if (answer.isUnknown()) {
        Load.pause(100, 200);
      } else {
        Load.pause(3, 20);
      }
    }
  }
}
