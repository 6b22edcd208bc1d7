/**
 * Attacks what Sojourn promises with real faults on real processes, and writes down what came of
 * it.
 */
@NullMarked
package dev.sojourn.faults;

import org.jspecify.annotations.NullMarked;
