/** The operators' console at /console: pages that call the use cases, as the API does. */
@NullMarked
package dev.sojourn.adapters.http.console;

import org.jspecify.annotations.NullMarked;
