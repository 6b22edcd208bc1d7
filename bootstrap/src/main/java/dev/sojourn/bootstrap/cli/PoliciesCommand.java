package dev.sojourn.bootstrap.cli;

import picocli.CommandLine.Command;

/** What the commands about policies are below. */
@Command(
    name = "policies",
    synopsisSubcommandLabel = "COMMAND",
    description = "Look at the policies of the configuration.")
final class PoliciesCommand {}
