/** The Postgres that Sojourn runs itself, and its data directory. */
@NullMarked
package dev.sojourn.bootstrap.embedded;

import org.jspecify.annotations.NullMarked;
