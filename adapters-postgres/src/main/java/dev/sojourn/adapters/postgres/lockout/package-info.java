/** Lockouts. */
@NullMarked
package dev.sojourn.adapters.postgres.lockout;

import org.jspecify.annotations.NullMarked;
