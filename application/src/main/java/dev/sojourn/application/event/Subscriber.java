package dev.sojourn.application.event;

import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SubscriberName;

/**
 * Who is told of which events.
 *
 * @param waits after each try of an event that is not taken
 */
public record Subscriber(SubscriberName name, EventFilter filter, RetryWaits waits) {}
