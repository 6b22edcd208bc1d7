/** Lockouts at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.lockout;

import org.jspecify.annotations.NullMarked;
