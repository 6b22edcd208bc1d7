package dev.sojourn.faults.load;

import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Does to one session all that can be done to it, at once and on all nodes. */
final class Racer implements Runnable {
  private static final int AT_ONCE = 6;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

  private final Load load;
  private final List<Api> apis = new ArrayList<>();

  Racer(Load load) {
    this.load = load;
    for (var i = 0; i < AT_ONCE; i++) {
      apis.add(load.api(Actor.RACER));
    }
  }

  @Override
  public void run() {
    while (load.goesOn()) {
      Load.pause(100, 500);
      race();
    }
    apis.forEach(Api::close);
  }

  private void race() {
    var random = ThreadLocalRandom.current();
    var withCode = random.nextInt(3) == 0;
    var user = load.newUser();
    var opened =
        load.persist(
            BETWEEN_TRIES,
            node ->
                withCode
                    ? apis.getFirst().openWithCode(node, user)
                    : apis.getFirst().open(node, user));
    if (opened.isEmpty()) {
      return;
    }
    var session = opened.get().subject();
    var known = new ArrayList<Tokens>();
    var answers =
        switch (opened.get().answer()) {
          case Answer.CodeIssued(var code) ->
              atOnce(api -> api.exchange(load.anyNode(), session, code));
          default -> List.of(opened.get());
        };
    learn(known, answers);
    for (var wave = random.nextInt(2, 6); wave > 0 && !known.isEmpty(); wave--) {
      learn(known, atOnce(api -> something(api, session, known)));
    }
  }

  /** Mostly the newest token; sometimes anything. */
  private Operation something(Api api, String session, List<Tokens> known) {
    var dice = ThreadLocalRandom.current().nextInt(100);
    var newest = known.getLast();
    var node = load.anyNode();
    if (dice < 55) {
      return api.refresh(node, session, newest);
    }
    if (dice < 75) {
      return api.verify(node, session, newest);
    }
    if (dice < 85) {
      return api.reauthenticate(node, session);
    }
    if (dice < 93) {
      var older = known.get(ThreadLocalRandom.current().nextInt(known.size()));
      return api.refresh(node, session, older);
    }
    return api.end(node, session);
  }

  private interface Step {
    Operation with(Api api);
  }

  private List<Operation> atOnce(Step step) {
    var answers = new ArrayList<Operation>();
    var threads = new ArrayList<Thread>();
    for (var api : apis) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    var answer = step.with(api);
                    synchronized (answers) {
                      answers.add(answer);
                    }
                  }));
    }
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return answers;
  }

  private static void learn(List<Tokens> known, List<Operation> answers) {
    for (var each : answers) {
      if (each.answer() instanceof Answer.Issued(var tokens) && !known.contains(tokens)) {
        known.add(tokens);
      }
    }
  }
}
