package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.cli.CommandContext;
import dev.sojourn.bootstrap.cli.SojournCommandLine;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line as somebody runs it, in this process; built up by {@code with...}. */
record CommandRun(
    Path directory,
    Map<String, String> environment,
    String typed,
    boolean onTerminal,
    Duration clockAhead) {

  /** In a directory, with no variable set, and nobody at the terminal. */
  static CommandRun in(Path directory) {
    return new CommandRun(directory, Map.of(), "", false, Duration.ZERO);
  }

  CommandRun with(String variable, String value) {
    var more = new HashMap<>(environment);
    more.put(variable, value);
    return new CommandRun(directory, Map.copyOf(more), typed, onTerminal, clockAhead);
  }

  /** Somebody sees what is printed, and types this. */
  CommandRun onTerminal(String types) {
    return new CommandRun(directory, environment, types, true, clockAhead);
  }

  /** On a machine whose clock is wrong. */
  CommandRun withClockAhead(Duration by) {
    return new CommandRun(directory, environment, typed, onTerminal, by);
  }

  /** What came of it. */
  record Ran(int status, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    /** The same, if it has this status. */
    Ran expect(ExitStatus expected) {
      if (status != expected.code()) {
        throw new AssertionError("status " + status + ", out: " + out + ", err: " + err);
      }
      return this;
    }
  }

  Ran run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    InstantSource clock = () -> InstantSource.system().instant().plus(clockAhead);
    var status =
        SojournCommandLine.run(
            new CommandContext(
                environment,
                directory,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(typed)),
                onTerminal,
                clock),
            arguments);
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
