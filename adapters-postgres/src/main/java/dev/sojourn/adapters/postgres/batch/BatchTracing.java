package dev.sojourn.adapters.postgres.batch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows calls into the batches that serve them, to show where a request spent its time. */
public interface BatchTracing {
  /** Nobody looks. */
  BatchTracing OFF =
      new BatchTracing() {
        @Override
        public Optional<CallerContext> caller() {
          return Optional.empty();
        }

        @Override
        public Batch begin(String line, int size, List<CallerContext> callers) {
          return Batch.UNSEEN;
        }
      };

  /** Who has called, as far as a batch needs to know. */
  interface CallerContext {}

  /** A batch that is under way. */
  interface Batch {
    /** One that nobody looks at. */
    Batch UNSEEN = _ -> {};

    /**
     * It has been carried out.
     *
     * @param failure why not, if so
     */
    void end(@Nullable Throwable failure);
  }

  /** Who is calling now, if they are followed; on the context of the caller. */
  Optional<CallerContext> caller();

  /**
   * A batch is sent.
   *
   * @param line which line of batches: one of a fixed few words
   * @param size how many calls the batch carries
   * @param callers those of them who are followed
   */
  Batch begin(String line, int size, List<CallerContext> callers);
}
