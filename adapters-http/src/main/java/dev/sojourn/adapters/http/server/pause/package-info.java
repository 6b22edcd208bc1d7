/** Pauses of the process, and the requests that may have waited through them. */
@NullMarked
package dev.sojourn.adapters.http.server.pause;

import org.jspecify.annotations.NullMarked;
