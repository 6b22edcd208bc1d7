/** Tokens that are derived from a session and a server key instead of being stored. */
@NullMarked
package dev.sojourn.domain.token;

import org.jspecify.annotations.NullMarked;
