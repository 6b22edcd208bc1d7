/** What Prometheus reads. */
@NullMarked
package dev.sojourn.bootstrap.metrics;

import org.jspecify.annotations.NullMarked;
