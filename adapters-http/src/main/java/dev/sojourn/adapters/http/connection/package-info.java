/** Limits of connections, and of the requests and answers that are on their way over them. */
@NullMarked
package dev.sojourn.adapters.http.connection;

import org.jspecify.annotations.NullMarked;
