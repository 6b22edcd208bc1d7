package dev.sojourn.application.port;

import dev.sojourn.domain.cutoff.CutOffs;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Keeps the cut-offs, the same for all nodes. */
public interface CutOffStore {

  /**
   * The cut-offs as this node must know them: whatever sessions the {@link SessionStore} of this
   * node hands out or has decided on, every cut-off that was acknowledged on any node before they
   * were asked for is here, but for what {@link SessionStore#recall} may be behind in ends. At
   * once, from memory.
   */
  CutOffs inForce();

  /**
   * Applies a decision to all cut-offs, atomically: one such call after the other on all nodes.
   * Completes when the outcome is durable, in force on this node and announced to the others.
   *
   * @param decide may run more than once
   */
  <R> CompletionStage<R> update(Function<CutOffs, Decision<CutOffs, R>> decide);
}
