/** Parts of the program put together. */
@NullMarked
package dev.sojourn.bootstrap.wiring;

import org.jspecify.annotations.NullMarked;
