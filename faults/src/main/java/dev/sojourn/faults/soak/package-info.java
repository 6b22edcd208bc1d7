/** Hours of work in minutes: whether a cluster that works steadily stays as large as it is. */
@NullMarked
package dev.sojourn.faults.soak;

import org.jspecify.annotations.NullMarked;
