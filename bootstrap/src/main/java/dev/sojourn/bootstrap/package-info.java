/**
 * Puts everything together: configuration, wiring, lifecycle, sweeper schedule, metrics, embedded
 * Postgres.
 */
@NullMarked
package dev.sojourn.bootstrap;

import org.jspecify.annotations.NullMarked;
