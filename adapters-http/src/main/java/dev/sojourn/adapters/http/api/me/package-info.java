/** A person's own sessions. */
@NullMarked
package dev.sojourn.adapters.http.api.me;

import org.jspecify.annotations.NullMarked;
