/** Subscribers at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.subscriber;

import org.jspecify.annotations.NullMarked;
