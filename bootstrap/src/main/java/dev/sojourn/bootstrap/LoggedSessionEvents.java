package dev.sojourn.bootstrap;

import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what concerns security to the log, and tells everything on. Never a token, a subject or a
 * user: a session's id is enough to look the rest up.
 */
final class LoggedSessionEvents implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sojourn.security");

  private final SessionEvents next;

  LoggedSessionEvents(SessionEvents next) {
    this.next = next;
  }

  @Override
  public void opened(PolicyName policy) {
    next.opened(policy);
  }

  @Override
  public void ended(SessionId id, EndReason reason) {
    switch (reason) {
      case TOKEN_REUSE ->
          LOG.warn("session {} ended: somebody holds a copy of a refresh token (token_reuse)", id);
      case CODE_REUSE ->
          LOG.warn("session {} ended: its code was exchanged a second time (code_reuse)", id);
      case IDLE_TIMEOUT, ABSOLUTE_TIMEOUT, EXPIRED, LOGOUT, REVOKED, EVICTED, USER_DISABLED -> {}
    }
    next.ended(id, reason);
  }

  @Override
  public void refreshed(Refreshed outcome) {
    next.refreshed(outcome);
  }

  @Override
  public void verified(Verified outcome) {
    next.verified(outcome);
  }

  @Override
  public void verifiedInOutage(PolicyName policy) {
    next.verifiedInOutage(policy);
  }

  @Override
  public void exchanged(Optional<SessionId> id, Exchanged outcome) {
    if (outcome != Exchanged.EXCHANGED) {
      LOG.info(
          "exchange refused: {}, session {}",
          outcome.name().toLowerCase(Locale.ROOT),
          id.map(SessionId::toString).orElse("unknown"));
    }
    next.exchanged(id, outcome);
  }

  @Override
  public void loginAttempted(Factor factor, LoginAnswer answer) {
    next.loginAttempted(factor, answer);
  }

  @Override
  public void lockedOut(Factor factor) {
    LOG.info("a subject is locked out after too many failures, factor {}", factor.word());
    next.lockedOut(factor);
  }

  @Override
  public void cutOff(Scope scope) {
    LOG.warn(
        "sessions were cut off: {}",
        switch (scope) {
          case Scope.Everybody _ -> "everybody's";
          case Scope.OfPolicy(var policy) -> "those of the policy " + policy;
          case Scope.OfClient(var client) -> "those of the client " + client;
          case Scope.OfUser _ -> "those of a user";
        });
    next.cutOff(scope);
  }

  @Override
  public void swept(SweepAction action, int rows) {
    next.swept(action, rows);
  }
}
