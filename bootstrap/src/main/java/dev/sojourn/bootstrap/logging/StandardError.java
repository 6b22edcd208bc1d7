package dev.sojourn.bootstrap.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The standard error of this process. */
public final class StandardError {
  private static final Path PATH = Path.of("/proc/self/fd/2");

  private StandardError() {}

  /** Whether it is a terminal; Java knows of standard input and output alone. */
  public static boolean isTerminal() {
    try {
      var target = Files.readSymbolicLink(PATH).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException noSuchFiles) {
      var console = System.console();
      return console != null && console.isTerminal();
    }
  }
}
