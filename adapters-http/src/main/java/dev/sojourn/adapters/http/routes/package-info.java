/** The routes, and the JSON that goes in and out. */
@NullMarked
package dev.sojourn.adapters.http.routes;

import org.jspecify.annotations.NullMarked;
