/** Progress of subscribers and dead letters. */
@NullMarked
package dev.sojourn.adapters.postgres.delivery;

import org.jspecify.annotations.NullMarked;
