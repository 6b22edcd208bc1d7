/** Sojourn, Postgres and the network between them as processes that can be broken. */
@NullMarked
package dev.sojourn.faults.cluster;

import org.jspecify.annotations.NullMarked;
