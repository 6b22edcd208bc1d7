/** Cut-offs. */
@NullMarked
package dev.sojourn.adapters.http.api.cutoff;

import org.jspecify.annotations.NullMarked;
