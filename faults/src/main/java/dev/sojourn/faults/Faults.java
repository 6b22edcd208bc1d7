package dev.sojourn.faults;

import static dev.sojourn.faults.cluster.Commands.pause;

import dev.sojourn.faults.check.Broken;
import dev.sojourn.faults.check.Checker;
import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.cluster.CpuLimit;
import dev.sojourn.faults.cluster.FakeClock;
import dev.sojourn.faults.cluster.Node;
import dev.sojourn.faults.cluster.Patroni;
import dev.sojourn.faults.load.Load;
import dev.sojourn.faults.soak.Soak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Runs all faults, or the few of the short run, and the planted bugs; then says what came of it.
 */
public final class Faults {
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final Map<String, String> SETTINGS =
      Map.of("SOJOURN_POLICIES_DEFAULT_REFRESH_OVERLAP", OVERLAP.toString());

  private static final Path RESULTS = Path.of("faults/RESULTS.md");
  private static final Path DETAILS = Path.of("faults/target/broken.txt");
  private static final int MOST_TOLD = 3;

  /** What a planted bug breaks, it breaks by chance: on a busy machine it may pass unnoticed. */
  private static final int TRIES = 4;

  private static final int SMALL_DISK_MEGABYTES = 400;

  private final List<Run> runs = new ArrayList<>();
  private final List<String> unseen = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Faults() {}

  /**
   * @param arguments {@code short} for the run of some minutes; {@code soak} and a number of
   *     minutes for steady work; else words that names of faults have to contain, or none for all
   *     and for RESULTS.md
   */
  public static void main(String[] arguments) throws IOException {
    Files.deleteIfExists(DETAILS);
    if (arguments.length > 0 && arguments[0].equals("soak")) {
      System.exit(soak(List.of(arguments).subList(1, arguments.length)) ? 0 : 1);
    }
    var faults = new Faults();
    var isShort = List.of(arguments).equals(List.of("short"));
    var words = isShort ? List.<String>of() : List.of(arguments);
    var began = System.nanoTime();
    var results = faults.run(isShort, words);
    var isWhole = !isShort && words.isEmpty();
    if (isWhole) {
      ResultsFile.write(RESULTS, results.markdown());
    }
    System.out.printf(
        Locale.ROOT,
        "%s after %.0f s%s%n",
        results.summary(),
        (System.nanoTime() - began) / 1e9,
        isWhole ? "; see faults/RESULTS.md" : "");
    System.exit(results.isGood() ? 0 : 1);
  }

  /** A shorter one than usual says too little to be kept. */
  private static boolean soak(List<String> minutes) throws IOException {
    var length =
        minutes.isEmpty() ? Soak.USUAL : Duration.ofMinutes(Long.parseLong(minutes.getFirst()));
    var results = Soak.run(length);
    System.out.println(results.markdown());
    if (length.compareTo(Soak.USUAL) >= 0) {
      ResultsFile.write(RESULTS, results.markdown());
    }
    tell("soak", results.broken());
    return results.isGood();
  }

  private Results run(boolean isShort, List<String> words) {
    String atStart;
    String atEnd;
    String postgres;
    try (var cluster = Cluster.start(SETTINGS)) {
      postgres = cluster.postgresVersion();
      atStart = cluster.resident();
      for (var fault : isShort ? Fault.few() : Fault.all()) {
        attack(cluster, fault, words);
      }
      if (!isShort) {
        show(cluster, Fault.crowd(), Load.Mix.CROWD, true, words);
        show(cluster, Fault.overload(), Load.Mix.CROWD, true, words);
        show(cluster, Fault.heldUp(), Load.Mix.HURRIED, false, words);
        show(cluster, Fault.unanswered(), Load.Mix.PATIENT, true, words);
        attack(cluster, Fault.pausedAgainAndAgain(), words);
        limit(cluster, 0.5, words);
        limit(cluster, 0.2, words);
        FakeClock.find()
            .ifPresentOrElse(
                clock -> attack(cluster, Fault.clockSteps(clock), words),
                () -> notes.add("No libfaketime here: no clock was moved."));
      }
      if (!isShort && isWanted(RestoredBackup.NAME, words)) {
        show(RestoredBackup.carryOut(cluster, OVERLAP));
      }
      atEnd = cluster.resident();
      for (var plant : Plant.all()) {
        plant(cluster, plant, words);
      }
    }
    if (!isShort && isWanted(Fault.diskFull().name(), words)) {
      try (var cluster = Cluster.startOnSmallDisk(SMALL_DISK_MEGABYTES, SETTINGS)) {
        attack(cluster, Fault.diskFull(), words);
      }
    }
    if (!isShort && isWanted(Fault.FAILOVER, words)) {
      Patroni.start()
          .ifPresentOrElse(
              this::failOver,
              () -> notes.add("No patroni and etcd here: nothing was failed over."));
    }
    return new Results(!isShort, postgres, atStart, atEnd, runs, unseen, notes);
  }

  private void failOver(Patroni patroni) {
    try (var cluster = Cluster.start(patroni, SETTINGS)) {
      show(carryOut(cluster, Fault.failover(patroni), Load.Mix.STANDARD, false));
    }
  }

  private void limit(Cluster cluster, double cores, List<String> words) {
    CpuLimit.of(cores)
        .ifPresentOrElse(
            limit -> {
              try (limit) {
                attack(cluster, Fault.limited(limit, cores), words);
              }
            },
            () -> notes.add("No control groups here: no node had a CPU limit."));
  }

  private static boolean isWanted(String fault, List<String> words) {
    return words.isEmpty() || words.stream().anyMatch(fault::contains);
  }

  private void attack(Cluster cluster, Fault fault, List<String> words) {
    show(cluster, fault, Load.Mix.STANDARD, false, words);
  }

  private void show(
      Cluster cluster,
      Fault fault,
      Load.Mix clients,
      boolean everythingIsAnswered,
      List<String> words) {
    if (isWanted(fault.name(), words)) {
      show(carryOut(cluster, fault, clients, everythingIsAnswered));
    }
  }

  private void show(Run run) {
    runs.add(run);
    say(run);
    tell(run.name(), run.findings().broken());
  }

  private void plant(Cluster cluster, Plant plant, List<String> words) {
    if (isWanted(plant.fault().name(), words)) {
      Run run;
      boolean seen;
      var tries = 0;
      do {
        run = carryOut(cluster, plant.fault(), plant.clients(), plant.everythingIsAnswered());
        seen = run.findings().promises().stream().anyMatch(plant.shows()::contains);
        tries++;
        say(run);
        System.out.printf(
            Locale.ROOT, "  %s at try %d of %d%n", seen ? "seen" : "not seen", tries, TRIES);
      } while (!seen && tries < TRIES);
      if (!seen) {
        unseen.add(plant.fault().name());
      }
      runs.add(run);
    }
  }

  private static Run carryOut(
      Cluster cluster, Fault fault, Load.Mix clients, boolean everythingIsAnswered) {
    var timeline = new Timeline();
    fault.prepare().on(cluster, timeline);
    cluster.nodes().forEach(Node::awaitReady);
    var load = Load.start(cluster, clients);
    pause(Duration.ofSeconds(3));
    fault.strike().on(cluster, timeline);
    pause(Duration.ofSeconds(2));
    var history = load.stop();
    fault.restore().on(cluster, timeline);
    var findings = new Checker(OVERLAP, everythingIsAnswered).check(history);
    return Run.of(fault.name(), timeline, history, load.longestWithoutService(), findings);
  }

  private static void say(Run run) {
    var findings = run.findings();
    System.out.printf(
        Locale.ROOT,
        "%s: %d operations on %d sessions and subjects, %d refused (503), %d without answer, %d ms"
            + " without service, p99.9 of answers %d ms; revoked after p50 %.0f, p99 %.0f, at most"
            + " %.0f ms; broken: %s%n",
        run.name(),
        run.operations(),
        findings.sessions(),
        run.unavailable(),
        run.lost(),
        run.withoutService().toMillis(),
        run.slowest().toMillis(),
        findings.lagMillis(0.5),
        findings.lagMillis(0.99),
        findings.lagMillis(1),
        Results.broken(run));
    System.out.println("  " + run.timeline());
  }

  private static void tell(String name, List<Broken> broken) {
    broken.stream().limit(MOST_TOLD).map(Broken::text).forEach(System.out::println);
    if (!broken.isEmpty()) {
      try {
        Files.writeString(
            DETAILS,
            broken.stream().map(Broken::text).collect(Collectors.joining("\n", name + "\n", "\n")),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
