/** Cut-offs. */
@NullMarked
package dev.sojourn.adapters.postgres.cutoff;

import org.jspecify.annotations.NullMarked;
