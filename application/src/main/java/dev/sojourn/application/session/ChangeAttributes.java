package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Changes the attributes of an active session by a JSON merge patch (RFC 7396). */
public final class ChangeAttributes {
  private final SessionStore sessions;
  private final PoliciesInForce policies;
  private final InstantSource clock;

  public ChangeAttributes(SessionStore sessions, PoliciesInForce policies, InstantSource clock) {
    this.sessions = sessions;
    this.policies = policies;
    this.clock = clock;
  }

  /** What came of it. */
  public sealed interface Outcome {
    /** They are changed. */
    record Changed(Judged judged) implements Outcome {}

    /** They are not what the caller took them for: somebody was faster. */
    record Stale() implements Outcome {}

    /** They would be out of their bounds. */
    record Unacceptable(String fault) implements Outcome {}

    /** The session is over. */
    record Ended(EndReason reason) implements Outcome {}

    /** There is no such session within reach. */
    record Unknown() implements Outcome {}
  }

  /**
   * @param expected whether the attributes are what the caller took them for
   * @param reach where the session must be
   */
  public CompletionStage<Outcome> change(
      SessionId id,
      Json.Object patch,
      Predicate<Attributes> expected,
      SessionReach reach,
      Initiator by) {
    var now = clock.instant();
    return sessions.update(id, stored -> decide(stored, patch, expected, reach, by.at(now), now));
  }

  private Decision<Session, Outcome> decide(
      Optional<Session> stored,
      Json.Object patch,
      Predicate<Attributes> expected,
      SessionReach reach,
      Cause cause,
      Instant now) {
    if (stored.isEmpty() || !reach.covers(stored.get())) {
      return Decision.unchanged(new Outcome.Unknown());
    }
    var session = stored.get();
    if (session.verdict(now, policies.rulesFor(session)) instanceof Verdict.Ended(var end)) {
      return Decision.unchanged(new Outcome.Ended(end.reason()));
    }
    if (!expected.test(session.attributes())) {
      return Decision.unchanged(new Outcome.Stale());
    }
    return switch (session.attributes().mergedWith(patch)) {
      case Parsed.Invalid<Attributes>(var fault) ->
          Decision.unchanged(new Outcome.Unacceptable(fault));
      case Parsed.Valid<Attributes>(var merged) -> {
        var changed = session.withAttributes(merged);
        yield Decision.store(
            changed, new Outcome.Changed(Judged.at(now, changed, policies)), cause);
      }
    };
  }
}
