package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;

/**
 * Who sits at the console.
 *
 * @param key what they signed in with: its scopes, as they are now, are theirs
 * @param session that of the console
 * @param csrf what forms show where the browser does not say where they come from
 */
public record Operator(ApiKey key, SessionId session, String csrf) {

  /** The name of the key. */
  public String name() {
    return key.name().value();
  }

  /** Whether the key allows it: what it does not is not offered. */
  public boolean may(Scope scope) {
    return key.allows(scope);
  }

  /** Which sessions the key may end; everybody may end their own. */
  public SessionReach mayEnd(SessionId id) {
    return id.equals(session) ? SessionReach.ALL : key.mayEnd();
  }

  /**
   * The user, whom the operator may disable and enable.
   *
   * @throws Problem if not so
   */
  public UserId mayDisable(UserId user) {
    if (!key.mayDisable(user)) {
      throw Problem.of(
          ProblemType.INSUFFICIENT_SCOPE,
          "the key " + name() + " does not have the scope admin, which an operator needs");
    }
    return user;
  }

  /** To the audit trail: the key, and where the browser is. */
  public Initiator by(Call call) {
    return call.by(new Actor.Client(key.name()));
  }
}
