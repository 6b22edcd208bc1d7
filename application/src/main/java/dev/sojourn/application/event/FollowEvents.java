package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

/**
 * Follows the audit trail: from a position onwards every event comes once, none is left out, and
 * those of one session come in the order of its changes. Readers that are near the end are told
 * from memory, however many there are; the others read the store at their own pace.
 *
 * <p>Safe for any thread, but for {@link #look}, of which there must be one at a time.
 */
public final class FollowEvents {
  /** Lines that are kept in memory for those who wait; about a quarter of a megabyte. */
  static final int MOST_RECENT = 1_000;

  private final AuditStore audit;
  private final boolean isTold;
  private final LongSupplier nanoTime;
  private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private volatile Recent recent = Recent.NOTHING;
  private volatile boolean released;

  /**
   * @param isTold whether there is an audit trail at all
   * @param nanoTime as {@link System#nanoTime}: for how long readers wait does not depend on what
   *     the time is
   */
  public FollowEvents(AuditStore audit, boolean isTold, LongSupplier nanoTime) {
    this.audit = audit;
    this.isTold = isTold;
    this.nanoTime = nanoTime;
  }

  /** Where a reader wants to begin. */
  public sealed interface Start {
    /** With what comes from now on. */
    record Now() implements Start {}

    /** With the oldest event that is kept. */
    record Oldest() implements Start {}

    /** Behind an event that it was told. */
    record After(long number) implements Start {}
  }

  /** Where a reader begins. */
  public sealed interface Beginning {
    /** What follows this position is what the reader has not been told. */
    record At(long position) implements Beginning {}

    /** Events since then have been forgotten, or the position is none that was ever told. */
    record Forgotten() implements Beginning {}

    /** No trail is kept, so there is nothing to follow. */
    record Untold() implements Beginning {}
  }

  /**
   * Some events, which may be none, and the position of a reader who has been told them.
   *
   * @param position at least the number of the last of them
   */
  public record Events(List<Kept> lines, long position) {
    public Events {
      lines = List.copyOf(lines);
    }
  }

  /** The last lines: all that are settled above a number and up to another. */
  private record Recent(long above, long upTo, List<Kept> lines) {
    static final Recent NOTHING = new Recent(0, 0, List.of());

    Recent with(List<Kept> more, long settled) {
      if (more.size() >= MOST_RECENT) {
        return new Recent(settled, settled, List.of());
      }
      var all = new ArrayList<>(lines);
      all.addAll(more);
      var dropped = Math.max(0, all.size() - MOST_RECENT);
      var from = dropped == 0 ? above : all.get(dropped - 1).number();
      return new Recent(from, settled, List.copyOf(all.subList(dropped, all.size())));
    }

    List<Kept> after(long position) {
      return lines.stream().filter(line -> line.number() > position).toList();
    }
  }

  private record Waiting(
      long after, EventFilter filter, int limit, long until, CompletableFuture<Events> told) {
    Waiting from(long position) {
      return new Waiting(position, filter, limit, until, told);
    }

    boolean isPatient(long now) {
      return now - until < 0;
    }

    void tell(List<Kept> lines, long position) {
      told.complete(new Events(lines, position));
    }
  }

  /** Finds the position of who wants to begin somewhere. */
  public CompletionStage<Beginning> begin(Start start) {
    if (!isTold) {
      return CompletableFuture.completedFuture(new Beginning.Untold());
    }
    return switch (start) {
      case Start.Now _ -> audit.settled().thenApply(Beginning.At::new);
      case Start.Oldest _ -> CompletableFuture.completedFuture(new Beginning.At(0));
      case Start.After(var number) ->
          audit
              .goesOnFrom(number)
              .thenApply(goesOn -> goesOn ? new Beginning.At(number) : new Beginning.Forgotten());
    };
  }

  /**
   * What comes after a position: as soon as there is anything; nothing when the reader's patience
   * is over, or when none of those that were looked through was wanted, so that the reader can see
   * how far it has come.
   *
   * @param limit the most that are looked through at once, at least 1
   */
  public CompletionStage<Events> next(
      long after, EventFilter filter, int limit, Duration patience) {
    var told = new CompletableFuture<Events>();
    serve(new Waiting(after, filter, limit, nanoTime.getAsLong() + patience.toNanos(), told));
    return told;
  }

  private void serve(Waiting reader) {
    var now = recent;
    if (released) {
      reader.tell(List.of(), reader.after());
    } else if (reader.after() >= now.upTo()) {
      waiting.add(reader);
      if (released) {
        release(); // which may have been faster than the line above
      }
    } else if (reader.after() >= now.above()) {
      tell(reader, now.after(reader.after()), now.upTo());
    } else {
      var _ =
          audit
              .between(reader.after(), now.upTo(), reader.limit())
              .whenComplete(
                  (lines, failure) -> {
                    if (failure != null) {
                      reader.told().completeExceptionally(failure);
                    } else {
                      tell(reader, lines, now.upTo());
                    }
                  });
    }
  }

  /**
   * @param lines all there are up to a number, or as many as the reader takes at once
   */
  private void tell(Waiting reader, List<Kept> lines, long upTo) {
    var taken = lines.subList(0, Math.min(lines.size(), reader.limit()));
    var position = taken.size() == reader.limit() ? taken.getLast().number() : upTo;
    var wanted = taken.stream().filter(line -> reader.filter().accepts(line.entry())).toList();
    if (wanted.isEmpty() && position == upTo && reader.isPatient(nanoTime.getAsLong())) {
      serve(reader.from(position));
    } else {
      reader.tell(wanted, position);
    }
  }

  /**
   * Looks for what is new, and tells those who wait; where it cannot look, those whose patience is
   * over all the same. Does nothing when nobody does; to be called again and again, some times a
   * second.
   */
  public CompletionStage<Void> look() {
    if (waiting.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return audit.settled().thenCompose(this::read).whenComplete((_, _) -> wake());
  }

  private CompletionStage<Void> read(long settled) {
    var known = recent;
    if (settled <= known.upTo()) {
      return CompletableFuture.completedFuture(null);
    }
    return audit
        .between(known.upTo(), settled, MOST_RECENT)
        .thenAccept(lines -> recent = known.with(lines, settled));
  }

  private void wake() {
    var now = nanoTime.getAsLong();
    for (var i = waiting.size(); i > 0; i--) {
      var reader = waiting.poll();
      if (reader == null) {
        return;
      }
      if (reader.after() < recent.upTo()) {
        serve(reader);
      } else if (!reader.isPatient(now)) {
        reader.tell(List.of(), reader.after());
      } else {
        waiting.add(reader);
      }
    }
  }

  /** Lets everybody go who waits, and nobody wait any more: this node stops. */
  public void release() {
    released = true;
    for (var reader = waiting.poll(); reader != null; reader = waiting.poll()) {
      reader.tell(List.of(), reader.after());
    }
  }
}
