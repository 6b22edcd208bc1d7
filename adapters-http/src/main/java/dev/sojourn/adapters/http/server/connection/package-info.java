/** Connections: how many there are, how slow they may be, how requests are read from them. */
@NullMarked
package dev.sojourn.adapters.http.server.connection;

import org.jspecify.annotations.NullMarked;
