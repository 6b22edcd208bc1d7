/** Brings events to those who subscribed, over HTTP. */
@NullMarked
package dev.sojourn.adapters.webhooks;

import org.jspecify.annotations.NullMarked;
