package dev.sojourn.application.port;

/** Receives each event after it is durable. Returns at once and does not block. */
@FunctionalInterface
public interface SessionEventListener {
  void on(SessionEvent event);
}
