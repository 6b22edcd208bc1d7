package dev.sojourn.faults.load;

import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes good, when all clients are gone, the ends that a restore has lost: cuts off with one call
 * sessions whose person authenticated before it, and asks all nodes for the sessions that lived
 * again, and one for those that began after it.
 */
public final class Auditor implements AutoCloseable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

  private final Load load;
  private final Api api;
  private final Api operator;

  Auditor(Load load) {
    this.load = load;
    this.api = load.api(Actor.READER);
    this.operator = load.api(Actor.OPERATOR);
  }

  /** How many had ended and lived again, and how many began after the restore. */
  public record Audit(int revived, int later) {}

  /**
   * @param restore while it lasted, nobody could authenticate
   */
  public Audit cutOff(Operation restore) {
    Map<String, Map<Long, Tokens>> issued = new HashMap<>();
    var ended = new ArrayList<String>();
    var later = new ArrayList<String>();
    for (var each : load.operations()) {
      if (each.answer() instanceof Answer.Issued(var tokens)) {
        issued.computeIfAbsent(each.subject(), _ -> new HashMap<>()).put(tokens.epoch(), tokens);
      }
      if (each.call() instanceof Call.End && each.endedAt() < restore.startedAt()) {
        ended.add(each.subject());
      } else if (each.call() instanceof Call.Open && each.startedAt() > restore.endedAt()) {
        later.add(each.subject());
      }
    }
    Map<String, Tokens> revived = new HashMap<>();
    for (var session : ended) {
      issued.getOrDefault(session, Map.of()).values().stream()
          .filter(tokens -> isGood(session, tokens))
          .findFirst()
          .ifPresent(tokens -> revived.put(session, tokens));
    }
    var before = restore.startedAt() + restore.nanos() / 2;
    var instant = Instant.now().minusNanos(System.nanoTime() - before);
    load.persist(BETWEEN_TRIES, node -> operator.cutOff(node, instant, before));
    revived.forEach(this::askEverywhere);
    later.forEach(
        session ->
            issued
                .getOrDefault(session, Map.of())
                .values()
                .forEach(tokens -> isGood(session, tokens)));
    return new Audit(revived.size(), later.size());
  }

  private boolean isGood(String session, Tokens tokens) {
    return load.persist(BETWEEN_TRIES, node -> api.verify(node, session, tokens)).stream()
        .anyMatch(each -> each.answer() instanceof Answer.Done);
  }

  private void askEverywhere(String session, Tokens tokens) {
    for (var node = 0; node < api.nodes(); node++) {
      api.verify(node, session, tokens);
    }
    api.refresh(load.anyNode(), session, tokens);
  }

  @Override
  public void close() {
    List.of(api, operator).forEach(Api::close);
  }
}
