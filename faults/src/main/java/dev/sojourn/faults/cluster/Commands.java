package dev.sojourn.faults.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Programs of the operating system, and what it knows of processes (Linux's /proc). */
public final class Commands {
  private Commands() {}

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

  /** Sends a signal to a process that we have started. */
  static void signal(String signal, long pid) {
    run(List.of("kill", "-" + signal, String.valueOf(pid)));
  }

  /** Ends a process and all that it has started, at once. */
  static void killTree(ProcessHandle root) {
    var all = new ArrayList<ProcessHandle>();
    all.add(root);
    root.descendants().forEach(all::add);
    var command = new ArrayList<String>(List.of("kill", "-9"));
    all.forEach(each -> command.add(String.valueOf(each.pid())));
    try {
      // Some of them may have ended by themselves.
      new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    while (all.stream().anyMatch(ProcessHandle::isAlive)) {
      pause(Duration.ofMillis(5));
    }
  }

  /** Whether there is a program of this name. */
  static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** The command, run as another user where we are root: Postgres refuses to be root. */
  static List<String> asPostgres(List<String> command) {
    var all = new ArrayList<String>();
    if (isRoot()) {
      all.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    all.addAll(command);
    return all;
  }

  /** Resident memory in bytes. */
  static long resident(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Threads, as the kernel counts them. */
  static long threads(long pid) {
    try (var threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Open files whose names begin so. */
  static long openFiles(long pid, String prefix) {
    try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.filter(file -> name(file).startsWith(prefix)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  /** What a JVM of ours answers to a diagnostic command. */
  static String jcmd(long pid, String command) {
    return run(
        List.of(System.getProperty("java.home") + "/bin/jcmd", String.valueOf(pid), command));
  }

  /** Nobody listens there, and the system hands it to no connection: it takes these from 32,768. */
  static int freePort() {
    while (true) {
      var port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress("127.0.0.1", port));
        return port;
      } catch (IOException taken) {
        Thread.onSpinWait();
      }
    }
  }

  /** Waits a moment. */
  public static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The machine, in a line. */
  public static String machine() {
    try {
      var model =
          Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.replaceAll(".*: ", ""))
              .orElse("unknown processor");
      var memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("[^0-9]", "");
      return "%d cores of %s, %d GB of memory, %s"
          .formatted(
              Runtime.getRuntime().availableProcessors(),
              model,
              Math.round(Long.parseLong(memory) / 1e6),
              System.getProperty("os.name"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
