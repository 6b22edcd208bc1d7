/** What is done again and again: sweeping, deliveries, signing keys. */
@NullMarked
package dev.sojourn.bootstrap.schedule;

import org.jspecify.annotations.NullMarked;
