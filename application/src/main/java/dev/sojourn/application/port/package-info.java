/** What the use cases need of the world: stores, randomness, and somebody to tell. */
@NullMarked
package dev.sojourn.application.port;

import org.jspecify.annotations.NullMarked;
