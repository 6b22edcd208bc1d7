/** What clients asked, when, and what they were answered. */
@NullMarked
package dev.sojourn.faults.history;

import org.jspecify.annotations.NullMarked;
