package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.config.SojournConfig.Part;
import dev.sojourn.bootstrap.setting.ConfigFault;
import java.util.List;
import java.util.stream.Collectors;

/** What a command needs of the configuration. */
final class Configuration {
  private Configuration() {}

  /**
   * The value.
   *
   * @throws CommandFailure with all faults, or with what is said where there is neither
   */
  static <T> T needed(Part<T> part, String otherwise) {
    if (!part.faults().isEmpty()) {
      throw faulty(part.faults());
    }
    return part.value().orElseThrow(() -> CommandFailure.wrongUsage(otherwise));
  }

  private static CommandFailure faulty(List<ConfigFault> faults) {
    return new CommandFailure(
        ExitStatus.WRONG_USAGE,
        faults.stream().map(ConfigFault::toString).collect(Collectors.joining("\nsojourn: ")));
  }
}
