/** Subscribers, their dead letters, and events that they fetch. */
@NullMarked
package dev.sojourn.adapters.http.api.subscriber;

import org.jspecify.annotations.NullMarked;
