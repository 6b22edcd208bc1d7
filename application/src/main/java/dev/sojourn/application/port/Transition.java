package dev.sojourn.application.port;

import java.util.Optional;

/**
 * A decision on what is stored. It must be pure: a store runs it again when another node was
 * faster.
 *
 * @param <T> what is stored
 * @param <R> the result for the caller
 */
@FunctionalInterface
public interface Transition<T, R> {
  /** Decides on the value as it is; empty if there is none. */
  Decision<T, R> decide(Optional<T> stored);
}
