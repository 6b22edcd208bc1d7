package dev.sojourn.application.token;

import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.KeyThumbprint;

/** How an access token is presented, which must fit how it is bound. */
public sealed interface Presented {
  /** By whoever holds it (RFC 6750). */
  record AsBearer() implements Presented {}

  /** Together with a proof of this key (RFC 9449, section 7.1). */
  record WithProof(KeyThumbprint key) implements Presented {}

  /** By a resource server, which looks at the proof itself (RFC 7662). */
  record ToBeJudged() implements Presented {}

  /** Whether a session's tokens may be presented so. */
  default boolean fits(Session session) {
    var boundTo = session.rotation().terms().boundTo();
    return switch (this) {
      case AsBearer _ -> boundTo.isEmpty();
      // A proof that nobody asked for does no harm, but it must not pass for one (section 7.2).
      case WithProof(var key) -> boundTo.isPresent() && boundTo.get().equals(key);
      case ToBeJudged _ -> true;
    };
  }
}
