/** The REST API as one list of endpoints. */
@NullMarked
package dev.sojourn.adapters.http.api;

import org.jspecify.annotations.NullMarked;
