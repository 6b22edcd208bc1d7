package dev.sojourn.domain.lockout;

/** Whose failures lock a subject for an attempt. */
public enum LockedBy {
  /** The shared count of all addresses that are not known. */
  STRANGERS("strangers"),
  /** The count of the one address from which the subject has logged in before. */
  KNOWN_ADDRESS("known_address");

  private final String word;

  LockedBy(String word) {
    this.word = word;
  }

  /** The word in JSON. */
  public String word() {
    return word;
  }
}
