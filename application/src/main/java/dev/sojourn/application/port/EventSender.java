package dev.sojourn.application.port;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.delivery.SendResult;
import java.util.concurrent.CompletionStage;

/** Brings events to one subscriber. */
public interface EventSender {
  /** Sends it once. Takes some seconds at most, and does not fail. */
  CompletionStage<SendResult> send(Kept event);
}
