/** Reads histories and names each promise that they show broken; pure. */
@NullMarked
package dev.sojourn.faults.check;

import org.jspecify.annotations.NullMarked;
