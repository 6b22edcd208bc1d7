/** Log lines: formats, levels, and events as lines. */
@NullMarked
package dev.sojourn.bootstrap.logging;

import org.jspecify.annotations.NullMarked;
