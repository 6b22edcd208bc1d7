/** Signing keys and fingerprints of token keys. */
@NullMarked
package dev.sojourn.adapters.postgres.key;

import org.jspecify.annotations.NullMarked;
