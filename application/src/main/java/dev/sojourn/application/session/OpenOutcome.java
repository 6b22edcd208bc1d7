package dev.sojourn.application.session;

import dev.sojourn.domain.session.EndReason;
import java.util.List;

/** What came of opening a session. */
public sealed interface OpenOutcome {
  /** It is open. */
  record Done(Opened opened) implements OpenOutcome {}

  /** The request asks for what cannot be; all its faults. */
  record Unacceptable(List<Fault> faults) implements OpenOutcome {}

  /** The login with PKCE is not there: it never began, took too long, or was used. */
  record AuthorizationUnknown() implements OpenOutcome {}

  /** The id that was to be used is in use: the same request was faster. */
  record AlreadyOpen() implements OpenOutcome {}

  /** The key that makes it repeatable came with another request before. */
  record KeyOfAnotherRequest() implements OpenOutcome {}

  /** The session that the request led to before is over. */
  record EndedMeanwhile(EndReason reason) implements OpenOutcome {}

  /** The user is disabled, or authenticated at a time that was cut off. */
  record CutOff() implements OpenOutcome {}

  /** The user has as many active sessions of the policy as it allows. */
  record LimitReached(int limit) implements OpenOutcome {}

  /** A field, by its name in JSON, and what is wrong with it. */
  public record Fault(String field, String message) {}
}
