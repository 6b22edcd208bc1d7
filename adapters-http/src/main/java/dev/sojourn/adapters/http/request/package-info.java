/** One request on its way through a route: its body, its query, its answer. */
@NullMarked
package dev.sojourn.adapters.http.request;

import org.jspecify.annotations.NullMarked;
