/** The command line: one class for each command. */
@NullMarked
package dev.sojourn.bootstrap.cli;

import org.jspecify.annotations.NullMarked;
