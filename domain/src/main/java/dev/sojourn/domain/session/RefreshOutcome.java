package dev.sojourn.domain.session;

/** What comes of presenting a refresh token. */
public sealed interface RefreshOutcome {
  /** One generation further. */
  record Rotated(Session session) implements RefreshOutcome {}

  /** The first answer was lost or came twice: the same token again, nothing changes. */
  record Replayed(Session session) implements RefreshOutcome {}

  /** The session is over, and says why. */
  record Refused(Session session) implements RefreshOutcome {}

  /** There is no session, or the tag does not verify: proves nothing, changes nothing. */
  record Unknown() implements RefreshOutcome {}
}
