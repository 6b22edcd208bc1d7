/** Rows that are kept for a time, in slots that are emptied at one stroke. */
@NullMarked
package dev.sojourn.adapters.postgres.retention;

import org.jspecify.annotations.NullMarked;
