package dev.sojourn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the operating system knows of processes (Linux's /proc). */
final class Processes {
  private static final long TICKS_PER_SECOND = 100; // what Linux reports to every user space

  private Processes() {}

  /** The processor time of a process, and of all below it, those that have ended included. */
  static Duration cpu(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .map(one -> ticks(one.pid()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration ticks(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      var ticks = 0L;
      for (var i = 11; i <= 14; i++) { // utime, stime, and of children that have ended
        ticks += Long.parseLong(fields[i]);
      }
      return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    } catch (IOException ended) {
      return Duration.ZERO;
    }
  }

  /**
   * Resident memory in bytes.
   *
   * @param anonymous what nothing but this process and swap has
   * @param ofFiles what the kernel can read again: the cache of classes, libraries, the runtime
   */
  record Resident(long anonymous, long ofFiles) {
    long all() {
      return anonymous + ofFiles;
    }
  }

  /** The resident memory of a process. */
  static Resident resident(ProcessHandle process) {
    try {
      var lines = Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"));
      return new Resident(kilobytes(lines, "RssAnon:") * 1024, kilobytes(lines, "RssFile:") * 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long kilobytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** What a command prints; it must succeed. */
  static String run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var out = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed:\n" + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends a process, orderly if it will. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The command, run as another user where we are root: Postgres refuses to be root. */
  static List<String> asPostgres(List<String> command) {
    var all = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) {
      all.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    all.addAll(command);
    return all;
  }

  /** The machine, in a line. */
  static String machine() {
    try {
      var model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.replaceAll(".*: ", ""))
              .orElse("unknown processor");
      var memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("[^0-9]", "");
      return String.format(
          Locale.ROOT,
          "%d cores of %s, %.0f GB of memory, %s",
          Runtime.getRuntime().availableProcessors(),
          model,
          Long.parseLong(memory) / 1e6,
          System.getProperty("os.name"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
