/** Calls that share a commit, and the event loop that carries them out. */
@NullMarked
package dev.sojourn.adapters.postgres.batch;

import org.jspecify.annotations.NullMarked;
