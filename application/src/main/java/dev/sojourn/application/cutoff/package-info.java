/** Use cases on cut-offs, and the rules as they stand with them. */
@NullMarked
package dev.sojourn.application.cutoff;

import org.jspecify.annotations.NullMarked;
