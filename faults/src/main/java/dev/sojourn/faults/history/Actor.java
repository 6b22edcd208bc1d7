package dev.sojourn.faults.history;

/** Who asks. */
public enum Actor {
  /** Keeps its tokens, repeats what got lost, and is to be logged out by nobody but itself. */
  HONEST,
  /** Races with itself on one session, and presents old tokens. */
  RACER,
  /** Ends a session and asks every node for it. */
  WATCHER,
  /** Guesses passwords. */
  GUESSER,
  /** One of more than can be served. */
  RUSHER,
  /** Asks for all that has nothing to do with the rules of one session. */
  BACKEND,
  /** Backs up, restores and cuts off. */
  OPERATOR,
  /** Reads at the end. */
  READER
}
