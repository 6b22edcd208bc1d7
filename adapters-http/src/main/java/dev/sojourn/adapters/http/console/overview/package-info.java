/** The overview at the console. */
@NullMarked
package dev.sojourn.adapters.http.console.overview;

import org.jspecify.annotations.NullMarked;
