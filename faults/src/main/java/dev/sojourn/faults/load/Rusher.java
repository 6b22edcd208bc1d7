package dev.sojourn.faults.load;

import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;

/** One of too many: asks one node, again as soon as it is answered. */
final class Rusher implements Runnable {
  private final Load load;
  private final Api api;
  private final int node;

  Rusher(Load load) {
    this.load = load;
    this.node = load.anyNode();
    this.api = load.api(Actor.RUSHER);
  }

  @Override
  public void run() {
    Load.pause(1, 1_500);
    while (load.goesOn()) {
      var opened = api.open(node, load.newUser());
      if (opened.answer() instanceof Answer.Issued(var tokens)) {
        api.verify(node, opened.subject(), tokens);
        api.refresh(node, opened.subject(), tokens);
        api.end(node, opened.subject());
      } else {
        Load.pause(1_000, 1_500); // as Retry-After asks
      }
    }
    api.close();
  }
}
