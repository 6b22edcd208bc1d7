/** The server below the routes: addresses, TLS, targets, what a request is told about. */
@NullMarked
package dev.sojourn.adapters.http.server;

import org.jspecify.annotations.NullMarked;
