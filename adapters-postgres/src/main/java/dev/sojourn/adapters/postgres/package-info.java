/** The stores on Postgres. */
@NullMarked
package dev.sojourn.adapters.postgres;

import org.jspecify.annotations.NullMarked;
