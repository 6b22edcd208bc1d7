/** Read, decide and write: one row in batches, several rows under a lock. */
@NullMarked
package dev.sojourn.adapters.postgres.update;

import org.jspecify.annotations.NullMarked;
