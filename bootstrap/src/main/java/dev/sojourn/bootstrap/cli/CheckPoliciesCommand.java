package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.domain.policy.Assurance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what the policies of the configuration demand, and what is wrong with them. */
@Command(
    name = "check",
    description = {
      "Say in words what each policy demands, and what is wrong with it.",
      "It reads the configuration alone."
    })
final class CheckPoliciesCommand implements Callable<Integer> {
  private final CommandContext here;

  @Option(
      names = "--assurance",
      paramLabel = "LEVEL",
      description = "aal1, aal2 or aal3: hold every policy to this level (NIST SP 800-63B-4)")
  private Optional<String> assurance = Optional.empty();

  CheckPoliciesCommand(CommandContext here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    var level = assurance.map(CheckPoliciesCommand::level).orElse(Assurance.NONE);
    var read = SojournConfig.readPolicies(here.environment(), here.workingDirectory());
    var policies = read.value().map(all -> List.copyOf(all.all())).orElse(List.of());
    policies.forEach(policy -> here.out().println(PolicyWords.of(policy) + "\n"));
    var checks = new ArrayList<Check>();
    read.faults().stream().map(ConfigurationChecks::wrong).forEach(checks::add);
    policies.forEach(
        policy ->
            level
                .broken(policy.idleTimeout(), policy.absoluteTimeout())
                .forEach(
                    fault ->
                        checks.add(
                            Check.wrong(
                                "policy " + policy.name(),
                                "breaks " + level.word() + ": " + fault))));
    policies.forEach(policy -> checks.addAll(PolicyWords.warnings(policy)));
    checks.forEach(check -> here.out().println(check));
    if (checks.stream().noneMatch(Check::isWrong)) {
      here.out().println("nothing is wrong");
      return ExitStatus.GOOD.code();
    }
    return ExitStatus.FAILED.code();
  }

  private static Assurance level(String word) {
    return Assurance.ofWord(word)
        .filter(level -> level != Assurance.NONE)
        .orElseThrow(
            () ->
                CommandFailure.wrongUsage(
                    "--assurance must be "
                        + Arrays.stream(Assurance.values())
                            .filter(level -> level != Assurance.NONE)
                            .map(Assurance::word)
                            .collect(Collectors.joining(", "))));
  }
}
