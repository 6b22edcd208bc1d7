/** Policies at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.policy;

import org.jspecify.annotations.NullMarked;
