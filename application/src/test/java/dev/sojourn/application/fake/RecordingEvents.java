package dev.sojourn.application.fake;

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
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what it is told, each as a line that names the event and what it carries, without ids:
 * {@code ended token_reuse}, {@code refreshed ROTATED}, {@code swept DEFERRED 3}.
 */
public final class RecordingEvents implements SessionEventListener {
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
  public void on(SessionEvent event) {
    tell(
        switch (event) {
          case Opened(var policy) -> "opened " + policy;
          case Ended(_, var reason) -> "ended " + reason.word();
          case Refreshed(var outcome) -> "refreshed " + outcome;
          case Verified(var outcome) -> "verified " + outcome;
          case VerifiedInOutage(var policy) -> "verified in outage " + policy.value();
          case Exchanged(_, var outcome) -> "exchanged " + outcome;
          case LoginAttempted(var factor, var outcome) ->
              "login attempted " + factor + " " + outcome;
          case LockedOut(var factor) -> "locked out " + factor;
          case CutOff(var scope) -> "cut off " + scope;
          case Swept(var action, var rows) -> "swept " + action + " " + rows;
        });
  }
}
