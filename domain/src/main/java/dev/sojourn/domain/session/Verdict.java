package dev.sojourn.domain.session;

import java.time.Instant;

/** What the rules say of a session at an instant. */
public sealed interface Verdict {
  /** It lives, until {@code deadline} if nothing happens; at the deadline itself it has ended. */
  record Active(Instant deadline) implements Verdict {}

  /** It is over. */
  record Ended(End end) implements Verdict {}
}
