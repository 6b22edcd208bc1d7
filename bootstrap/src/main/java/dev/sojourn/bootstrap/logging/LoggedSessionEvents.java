package dev.sojourn.bootstrap.logging;

import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEvent.CutOff;
import dev.sojourn.application.port.SessionEvent.Ended;
import dev.sojourn.application.port.SessionEvent.Exchanged;
import dev.sojourn.application.port.SessionEvent.LockedOut;
import dev.sojourn.application.port.SessionEvent.LoginAttempted;
import dev.sojourn.application.port.SessionEvent.Opened;
import dev.sojourn.application.port.SessionEvent.Refreshed;
import dev.sojourn.application.port.SessionEvent.Swept;
import dev.sojourn.application.port.SessionEvent.Verified;
import dev.sojourn.application.port.SessionEvent.VerifiedInOutage;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes events that concern security to the log. Never a token, a subject or a user: the id of a
 * session is enough to look up the rest.
 */
public final class LoggedSessionEvents implements SessionEventListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.sojourn.security");

  private record Line(Level level, String text) {}

  @Override
  public void on(SessionEvent event) {
    line(event).ifPresent(line -> LOG.atLevel(line.level()).log(line.text()));
  }

  /** A listener has failed with an event; the others had it. */
  public static void failed(SessionEvent event, RuntimeException failure) {
    LOG.error("a listener failed with {}", event, failure);
  }

  private static Optional<Line> line(SessionEvent event) {
    return switch (event) {
      case Ended(var id, var reason) -> ended(id, reason);
      case Exchanged(var id, var outcome) ->
          outcome == Exchanged.Outcome.EXCHANGED
              ? Optional.empty()
              : info(
                  "exchange refused: "
                      + outcome.name().toLowerCase(Locale.ROOT)
                      + ", session "
                      + id.map(SessionId::toString).orElse("unknown"));
      case LockedOut(var factor) ->
          info("a subject is locked out after too many failures, factor " + factor.word());
      case CutOff(var scope) -> warn("sessions were cut off: " + whose(scope));
      case Opened _, Refreshed _, Verified _, VerifiedInOutage _, LoginAttempted _, Swept _ ->
          Optional.empty();
    };
  }

  private static Optional<Line> ended(SessionId id, EndReason reason) {
    return switch (reason) {
      case TOKEN_REUSE ->
          warn("session " + id + " ended: somebody holds a copy of a refresh token (token_reuse)");
      case CODE_REUSE ->
          warn("session " + id + " ended: its code was exchanged a second time (code_reuse)");
      case IDLE_TIMEOUT, ABSOLUTE_TIMEOUT, EXPIRED, LOGOUT, REVOKED, EVICTED, USER_DISABLED ->
          Optional.empty();
    };
  }

  private static String whose(Scope scope) {
    return switch (scope) {
      case Scope.Everybody _ -> "everybody's";
      case Scope.OfPolicy(var policy) -> "those of the policy " + policy;
      case Scope.OfClient(var client) -> "those of the client " + client;
      case Scope.OfUser _ -> "those of a user";
    };
  }

  private static Optional<Line> info(String text) {
    return Optional.of(new Line(Level.INFO, text));
  }

  private static Optional<Line> warn(String text) {
    return Optional.of(new Line(Level.WARN, text));
  }
}
