/** Sessions, what a node remembers of them, and ends that are announced. */
@NullMarked
package dev.sojourn.adapters.postgres.session;

import org.jspecify.annotations.NullMarked;
