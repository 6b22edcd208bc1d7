package dev.sojourn.adapters.postgres;

import java.time.Duration;

/** Is told what goes on between this node and the database, and the other nodes. */
public interface PostgresMeter {
  /**
   * A batch is sent to the database.
   *
   * @param line which line of batches: one of a fixed few words
   * @param size how many calls the batch carries
   */
  void sent(String line, int size);

  /**
   * This node heard that sessions have ended, or that their tokens are void, and heeds it from now
   * on.
   *
   * @param lag since it was written, by the database's clock: a little more than since it was
   *     acknowledged
   */
  void heardOfEnd(Duration lag);
}
