package dev.sojourn.adapters.postgres;

/** Is told of every batch that is sent to the database. */
@FunctionalInterface
public interface BatchMeter {
  /**
   * @param line which line of batches: one of a fixed few words
   * @param size how many calls the batch carries
   */
  void sent(String line, int size);
}
