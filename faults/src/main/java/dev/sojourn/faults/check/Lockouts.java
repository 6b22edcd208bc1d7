package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Answer.Counted;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether failed logins are counted once each, and a lockout stays. */
final class Lockouts {
  private Lockouts() {}

  /** Looks at one subject, all of whose attempts failed; a restore may have lost some of them. */
  static List<Broken> look(
      String subject, List<Operation> operations, Optional<Restoration> restoration) {
    var known =
        operations.stream()
            .filter(each -> restoration.stream().allMatch(restored -> restored.isAfter(each)))
            .toList();
    var mayBeLost =
        restoration.stream().anyMatch(each -> operations.stream().anyMatch(each::mayHaveLost));
    return look(subject, mayBeLost ? known : operations);
  }

  private static List<Broken> look(String subject, List<Operation> operations) {
    var broken = new ArrayList<Broken>();
    Map<Integer, Operation> counted = new HashMap<>();
    for (var each : operations) {
      if (!(each.answer() instanceof Counted(var failures, var locked))) {
        continue;
      }
      var before =
          operations.stream()
              .filter(other -> other != each && other.endedAt() < each.startedAt())
              .filter(other -> other.answer() instanceof Counted)
              .toList();
      var own = each.call() instanceof Call.Attempt ? 1 : 0;
      var least =
          before.stream()
                  .filter(other -> other.answer() instanceof Counted c && !c.locked())
                  .count()
              + (locked ? 0 : own);
      var most =
          operations.stream()
              .filter(other -> other.call() instanceof Call.Attempt)
              .filter(other -> other.startedAt() < each.endedAt())
              .count();
      if (failures < least) {
        broken.add(
            new Broken(
                Promise.DURABLE,
                subject,
                "%d failures were acknowledged, %d are counted".formatted(least, failures),
                operations));
      }
      if (failures > most) {
        broken.add(
            new Broken(
                Promise.ATOMIC,
                subject,
                "%d failures were reported, %d are counted".formatted(most, failures),
                operations));
      }
      if (own == 1 && !locked) {
        var twin = counted.put(failures, each);
        if (twin != null) {
          broken.add(
              new Broken(
                  Promise.ATOMIC,
                  subject,
                  "two failures were counted as number " + failures,
                  List.of(twin, each)));
        }
      }
      if (!locked
          && before.stream().anyMatch(other -> other.answer() instanceof Counted c && c.locked())) {
        broken.add(
            new Broken(
                Promise.DURABLE, subject, "a lockout that was acknowledged is gone", operations));
      }
    }
    return broken;
  }
}
