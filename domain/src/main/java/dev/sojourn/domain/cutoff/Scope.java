package dev.sojourn.domain.cutoff;

import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserId;
import java.util.List;

/** Whose sessions a cut-off is about. */
public sealed interface Scope {
  /** All there are. */
  record Everybody() implements Scope {}

  /** Those of a policy. */
  record OfPolicy(PolicyName policy) implements Scope {}

  /** Those that a client opened. */
  record OfClient(ClientId client) implements Scope {}

  /** Those of a user. */
  record OfUser(UserId user) implements Scope {}

  /** What kind it is, as SQL and metrics name it. */
  default String word() {
    return switch (this) {
      case Everybody _ -> "everybody";
      case OfPolicy _ -> "policy";
      case OfClient _ -> "client";
      case OfUser _ -> "user";
    };
  }

  /** The scopes that a session is in, the widest first. */
  static List<Scope> of(Session session) {
    return List.of(
        new Everybody(),
        new OfPolicy(session.policy()),
        new OfClient(session.origin().clientId()),
        new OfUser(session.userId()));
  }
}
