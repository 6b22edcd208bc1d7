package dev.sojourn.bootstrap.cli;

import picocli.CommandLine.Command;

/** What keys commands are below. */
@Command(name = "keys", synopsisSubcommandLabel = "COMMAND", description = "Make and replace keys.")
final class KeysCommand {

  /** What makes keys. */
  @Command(
      name = "new",
      synopsisSubcommandLabel = "COMMAND",
      description = "Make a key, and print it in the form that the configuration takes.")
  static final class New {}

  /** What replaces keys. */
  @Command(
      name = "rotate",
      synopsisSubcommandLabel = "COMMAND",
      description = "Have a new key take the place of the newest, with nobody logged out.")
  static final class Rotate {}
}
