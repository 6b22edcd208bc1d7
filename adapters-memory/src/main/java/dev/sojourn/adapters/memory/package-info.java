/** The stores in memory. */
@NullMarked
package dev.sojourn.adapters.memory;

import org.jspecify.annotations.NullMarked;
