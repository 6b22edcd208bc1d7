package dev.sojourn.application.fake;

import dev.sojourn.application.port.SessionEvents;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what it is told, each as a line that names the event and what it carries, without ids:
 * {@code ended token_reuse}, {@code refreshed ROTATED}, {@code swept DEFERRED 3}.
 */
public final class RecordingEvents implements SessionEvents {
  private final List<String> told = new ArrayList<>();

  /** What was told since the last call, in order. */
  public synchronized List<String> told() {
    var lines = List.copyOf(told);
    told.clear();
    return lines;
  }

  private synchronized void tell(String line) {
    told.add(line);
  }

  @Override
  public void opened(PolicyName policy) {
    tell("opened " + policy);
  }

  @Override
  public void ended(SessionId id, EndReason reason) {
    tell("ended " + reason.word());
  }

  @Override
  public void refreshed(Refreshed outcome) {
    tell("refreshed " + outcome);
  }

  @Override
  public void verified(Verified outcome) {
    tell("verified " + outcome);
  }

  @Override
  public void verifiedInOutage(PolicyName policy) {
    tell("verified in outage " + policy.value());
  }

  @Override
  public void exchanged(Optional<SessionId> id, Exchanged outcome) {
    tell("exchanged " + outcome);
  }

  @Override
  public void loginAttempted(Factor factor, LoginAnswer answer) {
    tell("login attempted " + factor + " " + answer);
  }

  @Override
  public void lockedOut(Factor factor) {
    tell("locked out " + factor);
  }

  @Override
  public void cutOff(Scope scope) {
    tell("cut off " + scope);
  }

  @Override
  public void swept(SweepAction action, int rows) {
    tell("swept " + action + " " + rows);
  }
}
