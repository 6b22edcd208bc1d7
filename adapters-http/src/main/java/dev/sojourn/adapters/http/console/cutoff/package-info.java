/** Cut-offs at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.cutoff;

import org.jspecify.annotations.NullMarked;
