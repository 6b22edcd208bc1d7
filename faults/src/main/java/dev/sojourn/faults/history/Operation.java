package dev.sojourn.faults.history;

/**
 * One request, from its sending to its answer.
 *
 * @param subject the id of the session, or the name of the lockout
 * @param node which node was asked, from 0; -1 for none
 * @param startedAt in the time of {@link System#nanoTime}, as is {@code endedAt}
 */
public record Operation(
    long id,
    Actor actor,
    String subject,
    int node,
    Call call,
    long startedAt,
    long endedAt,
    Answer answer) {

  /** Whether it may have happened, or may yet happen, or never. */
  public boolean isUnknown() {
    return answer.isUnknown();
  }

  /** How long it took. */
  public long nanos() {
    return endedAt - startedAt;
  }
}
