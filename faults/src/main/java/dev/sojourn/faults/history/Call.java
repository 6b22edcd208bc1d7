package dev.sojourn.faults.history;

/** What was asked. */
public sealed interface Call {

  /** Whether it may change the session. */
  default boolean writes() {
    return true;
  }

  /**
   * Opens a session.
   *
   * @param withCode whether its tokens are to be had for an exchange code
   */
  record Open(boolean withCode) implements Call {}

  /** Trades the code of the opening for tokens, with the right verifier. */
  record Exchange() implements Call {}

  /** Presents a refresh token. */
  record Refresh(Tokens presented) implements Call {}

  /** The person has proved anew who they are. */
  record Reauthenticate() implements Call {}

  /** Ends the session, with the reason {@code revoked}. */
  record End() implements Call {}

  /** Asks whether an access token is good. */
  record Verify(Tokens presented) implements Call {
    @Override
    public boolean writes() {
      return false;
    }
  }

  /** Reports a failed login. */
  record Attempt() implements Call {}

  /**
   * Anything else, which is to be answered and no more.
   *
   * @param what method and path
   */
  record Other(String what) implements Call {
    @Override
    public boolean writes() {
      return false;
    }
  }

  /** What is in the database is copied as it is at some instant of this. */
  record BackUp() implements Call {
    @Override
    public boolean writes() {
      return false;
    }
  }

  /** The database is as it was when it was backed up. */
  record Restore() implements Call {
    @Override
    public boolean writes() {
      return false;
    }
  }

  /**
   * Ends all sessions whose persons authenticated before.
   *
   * @param before in the time of {@link System#nanoTime}
   */
  record CutOff(long before) implements Call {
    @Override
    public boolean writes() {
      return false;
    }
  }

  /** Reads at the end, when all is calm, what there is of a session or lockout in the database. */
  record Look() implements Call {
    @Override
    public boolean writes() {
      return false;
    }
  }
}
