package dev.sojourn.application.port;

import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Keeps what is remembered of logins, by subject. */
public interface LockoutStore {

  /**
   * Applies a decision to one subject, atomically, as {@link SessionStore#update} does. Completes
   * when the outcome is durable.
   */
  <R> CompletionStage<R> update(Subject subject, Transition<Lockout, R> transition);

  /** What is remembered of a subject. */
  CompletionStage<Optional<Lockout>> find(Subject subject);

  /** Subjects with a lockout that ends after {@code now}, in their order, after a subject. */
  CompletionStage<List<Lockout>> locked(Instant now, Optional<Subject> after, int limit);

  /** Drops what is kept until {@code now} at the latest, at most {@code limit}; says how many. */
  CompletionStage<Integer> purge(Instant now, int limit);
}
