/** Clients, honest ones and others, that write down what they saw. */
@NullMarked
package dev.sojourn.faults.load;

import org.jspecify.annotations.NullMarked;
