/**
 * Tells which requests may have waited unread while the process, or one of its event loops, was
 * paused.
 */
@NullMarked
package dev.sojourn.adapters.http.pause;

import org.jspecify.annotations.NullMarked;
