package dev.sojourn.faults;

import static dev.sojourn.faults.cluster.Commands.pause;

import dev.sojourn.faults.check.Checker;
import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.cluster.Node;
import dev.sojourn.faults.cluster.Postgres;
import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import dev.sojourn.faults.load.Load;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * Postgres is put back to a backup from some seconds ago while clients work, and they go on with
 * the tokens that they have; at last the ends that went with it are made good with one call.
 */
final class RestoredBackup {
  static final String NAME = "restore from a backup";

  private RestoredBackup() {}

  static Run carryOut(Cluster cluster, Duration overlap) {
    var timeline = new Timeline();
    cluster.nodes().forEach(Node::awaitReady);
    var load = Load.start(cluster, Load.Mix.STANDARD);
    pause(Duration.ofSeconds(3));
    timeline.note("back up");
    var backup = load.operate(new Call.BackUp(), cluster.postgres()::backUp);
    timeline.note("backed up");
    pause(Duration.ofSeconds(5));
    timeline.note("kill -9 all of Postgres, and put the backup in its place");
    var restore = load.operate(new Call.Restore(), () -> putBack(cluster.postgres()));
    timeline.note("it is started");
    pause(Duration.ofSeconds(5));
    timeline.note(whoWentOn(load.stop(), backup, restore));
    try (var auditor = load.auditor()) {
      var audit = auditor.cutOff(restore);
      timeline.note(
          "one cut-off for %d sessions that had ended and lived again, and not for %d opened since"
              .formatted(audit.revived(), audit.later()));
    }
    var history = load.operations();
    return Run.of(
        NAME,
        timeline,
        history,
        load.longestWithoutService(),
        new Checker(overlap, false).check(history));
  }

  private static void putBack(Postgres postgres) {
    postgres.kill();
    postgres.restore();
    postgres.startAgain();
  }

  private static String whoWentOn(List<Operation> history, Operation backup, Operation restore) {
    var unknown = new HashSet<Tokens>();
    var wentOn = new HashSet<String>();
    var refused = new HashSet<String>();
    for (var each : history) {
      if (each.actor() != Actor.HONEST) {
        continue;
      }
      if (each.startedAt() < restore.endedAt()) {
        if (each.startedAt() > backup.endedAt()
            && each.answer() instanceof Answer.Issued(var tokens)) {
          unknown.add(tokens);
        }
      } else if (each.answer() instanceof Answer.Refused) {
        refused.add(each.subject());
      } else if (each.call() instanceof Call.Refresh(var presented)
          && each.answer() instanceof Answer.Issued
          && unknown.contains(presented)) {
        wentOn.add(each.subject());
      }
    }
    return "%d honest clients went on with tokens that the backup knows nothing of, %d had to log in again"
        .formatted(wentOn.size(), refused.size());
  }
}
