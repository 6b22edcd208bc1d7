package dev.sojourn.application.port;

import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionStage;

/** Keeps which session a request that its client may repeat has led to, the same for all nodes. */
public interface IdempotencyStore {

  /**
   * What a key stands for.
   *
   * @param fingerprint of the request that it came with first
   * @param keptUntil in whole milliseconds
   */
  record Claim(SessionId session, String fingerprint, Instant keptUntil) {
    public Claim {
      keptUntil = keptUntil.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  /**
   * Claims a key of a client: of all claims, on all nodes, one is kept, and all are given that one.
   * Completes when it is durable.
   */
  CompletionStage<Claim> claim(ClientId client, String key, Claim claim);

  /** Forgets those that need not be kept at an instant, at most {@code limit}; says how many. */
  CompletionStage<Integer> purge(Instant now, int limit);
}
