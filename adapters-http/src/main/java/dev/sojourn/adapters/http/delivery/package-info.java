/** Brings events to those who subscribed, over HTTP. */
@NullMarked
package dev.sojourn.adapters.http.delivery;

import org.jspecify.annotations.NullMarked;
