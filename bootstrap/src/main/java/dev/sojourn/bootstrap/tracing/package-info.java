/** Traces by OpenTelemetry. */
@NullMarked
package dev.sojourn.bootstrap.tracing;

import org.jspecify.annotations.NullMarked;
