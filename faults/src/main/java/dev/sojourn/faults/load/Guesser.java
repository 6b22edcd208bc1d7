package dev.sojourn.faults.load;

import dev.sojourn.faults.history.Actor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Guesses passwords and second factors of one subject after the other, on all nodes at once. */
final class Guesser implements Runnable {
  private static final int AT_ONCE = 3;
  private static final int WAVES = 8;

  private final Load load;
  private final String name;
  private final List<Api> apis = new ArrayList<>();

  Guesser(Load load, String name) {
    this.load = load;
    this.name = name;
    for (var i = 0; i < AT_ONCE; i++) {
      apis.add(load.api(Actor.GUESSER));
    }
  }

  @Override
  public void run() {
    for (var number = 0; load.goesOn(); number++) {
      guess(name + "-" + number, number % 3 == 0 ? "mfa" : "password");
    }
    apis.forEach(Api::close);
  }

  private void guess(String subject, String factor) {
    for (var wave = 0; wave < WAVES && load.goesOn(); wave++) {
      var threads = new ArrayList<Thread>();
      for (var api : apis) {
        threads.add(
            Thread.ofVirtual().start(() -> api.failedLogin(load.anyNode(), subject, factor)));
      }
      for (var thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      Load.pause(50, 200);
    }
    load.persist(
        Duration.ofMillis(200), node -> apis.getFirst().showLockout(node, subject, factor));
  }
}
