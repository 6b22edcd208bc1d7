package dev.sojourn.faults.history;

import java.util.Optional;

/** What came back. */
public sealed interface Answer {

  /** Whether what was asked may have happened, now or later, or never. */
  default boolean isUnknown() {
    return false;
  }

  /** The session is open; its code is to be exchanged. */
  record CodeIssued(String code) implements Answer {
    @Override
    public String toString() {
      return "code";
    }
  }

  /** Tokens of the session. */
  record Issued(Tokens tokens) implements Answer {
    @Override
    public String toString() {
      return tokens.toString();
    }
  }

  /** Done, or good. */
  record Done() implements Answer {}

  /** Not so; with the reason of its end if the session has ended. */
  record Refused(Optional<String> reason) implements Answer {
    @Override
    public String toString() {
      return "refused" + reason.map(word -> " " + word).orElse("");
    }
  }

  /** There is no such session. */
  record Gone() implements Answer {}

  /** What an attempt to log in has come to. */
  record Counted(int failures, boolean locked) implements Answer {}

  /** What the database has of a session at the end. */
  record Stored(int generation, Optional<String> endReason) implements Answer {}

  /** 503 with Retry-After. */
  record Unavailable() implements Answer {
    @Override
    public boolean isUnknown() {
      return true;
    }
  }

  /** No answer. */
  record Lost(String how) implements Answer {
    @Override
    public boolean isUnknown() {
      return true;
    }
  }

  /** An answer that must not be. */
  record Wrong(int status, String body) implements Answer {
    @Override
    public boolean isUnknown() {
      return true;
    }
  }
}
