/** Ending many sessions by one word: everybody's, a policy's, a client's, a user's. */
@NullMarked
package dev.sojourn.domain.cutoff;

import org.jspecify.annotations.NullMarked;
