package dev.sojourn.adapters.http.server.pause;

/**
 * The earliest instant at which what a socket yields now can have arrived there: bytes at a
 * connection, connections at a listening socket. Confined to the event loop of the socket.
 */
final class EarliestArrival {
  private final PollTimes polls;

  /** What the next read loop reads has arrived after this, unless the polls know better. */
  private long next;

  private long now;

  /** So many looks had begun when something happened to the socket last that was not a poll. */
  private long settledAt;

  /**
   * @param first what the first read loop reads has arrived after this
   */
  EarliestArrival(PollTimes polls, long first) {
    this.polls = polls;
    next = first;
    now = first;
    settledAt = polls.begun();
  }

  /** The loop begins to watch the socket, or to watch it again. */
  void watched() {
    settledAt = polls.begun();
  }

  /** A read loop begins: the socket is read until nothing is left, or for long enough. */
  void readLoopBegins() {
    polls.reading();
    now = polls.hasLookedSince(settledAt) ? polls.allPolledSince() : next;
  }

  /**
   * The read loop ends.
   *
   * @param drained whether nothing was left
   */
  void readLoopEnds(boolean drained) {
    // A time before the last read, for between that and this there may have been a pause.
    next = drained ? polls.latest() : now;
    settledAt = polls.begun();
  }

  /** The socket was empty at some time after this instant, and has not been read since. */
  void wasEmptyAfter(long instant) {
    next = instant;
    settledAt = polls.begun();
  }

  /** What the current read loop reads, or the last one has read, has arrived after this. */
  long now() {
    return now;
  }
}
