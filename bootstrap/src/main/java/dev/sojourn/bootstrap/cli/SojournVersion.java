package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.Build;
import picocli.CommandLine.IVersionProvider;

/** Which build of Sojourn this is, on which Java. */
final class SojournVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"sojourn " + Build.version() + " on Java " + Runtime.version()};
  }
}
