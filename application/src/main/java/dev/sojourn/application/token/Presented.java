package dev.sojourn.application.token;

import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionReach;
import java.util.Optional;

/** How an access token is presented, which must fit how it is bound. */
public sealed interface Presented {
  /** By its holder (RFC 6750). */
  record AsBearer() implements Presented {}

  /** Together with a proof of this key (RFC 9449, section 7.1). */
  record WithProof(PresentedProof proof) implements Presented {}

  /** By a resource server, which looks at the proof itself (RFC 7662). */
  record ToBeJudged(SessionReach reach) implements Presented {}

  /** Where the session must be; one out of reach is unknown, and its activity is not recorded. */
  default SessionReach within() {
    return switch (this) {
      case AsBearer _, WithProof _ -> SessionReach.APPLICATIONS;
      case ToBeJudged(var reach) -> reach;
    };
  }

  /**
   * Whether a session's tokens may be presented so.
   *
   * @param proven the key of the proof, if one came
   */
  default boolean fits(Session session, Optional<KeyThumbprint> proven) {
    var boundTo = session.rotation().terms().boundTo();
    return switch (this) {
      case AsBearer _ -> boundTo.isEmpty();
      // A proof that nobody asked for does no harm, but it must not pass for one (section 7.2).
      case WithProof _ -> boundTo.isPresent() && boundTo.equals(proven);
      case ToBeJudged _ -> true;
    };
  }
}
