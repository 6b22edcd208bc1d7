/** Keys that clients prove to hold, and tokens that are bound to them (RFC 9449). */
@NullMarked
package dev.sojourn.domain.dpop;

import org.jspecify.annotations.NullMarked;
