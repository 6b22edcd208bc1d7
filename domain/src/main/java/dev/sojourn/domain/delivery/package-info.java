/** Telling others of events, until they have taken them: positions, tries, dead letters. */
@NullMarked
package dev.sojourn.domain.delivery;

import org.jspecify.annotations.NullMarked;
