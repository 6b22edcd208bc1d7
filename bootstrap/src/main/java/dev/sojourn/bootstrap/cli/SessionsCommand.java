package dev.sojourn.bootstrap.cli;

import picocli.CommandLine.Command;

/** What the commands about sessions are below. */
@Command(
    name = "sessions",
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at the sessions of a running Sojourn, and end them.")
final class SessionsCommand {}
