/** Ordinary values, of which a test changes only what it is about. */
@NullMarked
package dev.sojourn.application.sample;

import org.jspecify.annotations.NullMarked;
