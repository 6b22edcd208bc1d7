package dev.sojourn.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A control group with a CPU limit, as containers have one: its processes run for a part of every
 * 100 ms and are paused for the rest. Needs root.
 */
public final class CpuLimit implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final long PERIOD_MICROS = 100_000;

  private final Path parent;
  private final Path group;

  private CpuLimit(Path parent, Path group) {
    this.parent = parent;
    this.group = group;
  }

  /**
   * A group without processes; empty where this is not permitted.
   *
   * @param cores how much CPU time all its processes together get in a second, in seconds
   */
  public static Optional<CpuLimit> of(double cores) {
    var quota = Math.round(cores * PERIOD_MICROS);
    var isSecondVersion = Files.exists(ROOT.resolve("cgroup.controllers"));
    var parent = isSecondVersion ? ROOT : ROOT.resolve("cpu");
    var group = parent.resolve("sojourn-faults-" + ProcessHandle.current().pid() + "-" + quota);
    try {
      Files.createDirectory(group);
      if (isSecondVersion) {
        Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
      } else {
        Files.writeString(group.resolve("cpu.cfs_period_us"), String.valueOf(PERIOD_MICROS));
        Files.writeString(group.resolve("cpu.cfs_quota_us"), String.valueOf(quota));
      }
      return Optional.of(new CpuLimit(parent, group));
    } catch (IOException notPermitted) {
      removeIfPossible(group);
      return Optional.empty();
    }
  }

  private static void removeIfPossible(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException stays) {
      System.err.println(group + " stays: " + stays);
    }
  }

  /** Limits this process. */
  void add(long pid) {
    move(group, pid);
  }

  /** Limits it no more. */
  void remove(long pid) {
    move(parent, pid);
  }

  private static void move(Path to, long pid) {
    try {
      Files.writeString(to.resolve("cgroup.procs"), String.valueOf(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes the group, once all its processes are gone or not limited any more. */
  @Override
  public void close() {
    // The kernel needs a moment to forget the threads.
    Commands.pause(Duration.ofMillis(100));
    removeIfPossible(group);
  }
}
