package dev.sojourn.application.port;

import java.util.List;
import java.util.function.BiConsumer;

/** Passes each event to several listeners, in their order. One that fails stops no other. */
public final class SessionEventListeners implements SessionEventListener {
  private final List<SessionEventListener> listeners;
  private final BiConsumer<SessionEvent, RuntimeException> failed;

  /**
   * @param failed is told of an event with which a listener failed, and why
   */
  public SessionEventListeners(
      List<SessionEventListener> listeners, BiConsumer<SessionEvent, RuntimeException> failed) {
    this.listeners = List.copyOf(listeners);
    this.failed = failed;
  }

  @Override
  public void on(SessionEvent event) {
    for (var listener : listeners) {
      try {
        listener.on(event);
      } catch (RuntimeException failure) {
        failed.accept(event, failure);
      }
    }
  }
}
