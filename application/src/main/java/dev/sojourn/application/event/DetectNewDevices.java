package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.delivery.RetryWaits;
import dev.sojourn.domain.delivery.SendResult;
import dev.sojourn.domain.delivery.SubscriberName;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes a line {@link Action#NEW_DEVICE} into the audit trail when a session is opened on a device
 * that no other session of the user has, ended ones within the retention included. A device is its
 * type, operating system and browser, without versions; one of which nothing is known is never new.
 *
 * <p>It follows the trail as a subscriber of its own, {@link #NAME}, so an opening waits for
 * nothing: each opening costs two reads afterwards, on one node at a time. A line is written once
 * for a session also when an event comes twice.
 */
public final class DetectNewDevices implements EventSender {
  /** No subscriber that is configured has this name. */
  public static final SubscriberName NAME = new SubscriberName("newdevices");

  /** As it is told of events. */
  public static final Subscriber SUBSCRIBER =
      new Subscriber(NAME, EventFilter.of(Set.of(Action.SESSION_OPENED)), RetryWaits.DEFAULT);

  /** With how many other sessions of the user one is compared, the latest active ones. */
  static final int MOST_COMPARED = 1_000;

  /** A total order: of two sessions of one millisecond one is the earlier to both. */
  private static final Comparator<Session> IN_ORDER =
      Comparator.comparing((Session session) -> session.times().createdAt())
          .thenComparing(Session::id);

  private final SessionStore sessions;
  private final AuditStore audit;

  public DetectNewDevices(SessionStore sessions, AuditStore audit) {
    this.sessions = sessions;
    this.audit = audit;
  }

  /** Looks at an opening; fails with the store, and the event comes again then. */
  @Override
  public CompletionStage<SendResult> send(Kept event) {
    return event
        .entry()
        .about()
        .sessionId()
        .map(id -> look(id, event.entry()))
        .orElseGet(() -> CompletableFuture.completedFuture(null))
        .thenApply(_ -> new SendResult.Taken());
  }

  private CompletionStage<Void> look(SessionId id, AuditEntry opening) {
    return sessions
        .find(id)
        .thenCompose(
            found ->
                found
                    .filter(session -> isKnown(session.origin().device()))
                    .map(session -> compare(session, opening))
                    .orElseGet(() -> CompletableFuture.completedFuture(null)));
  }

  private static boolean isKnown(Device device) {
    return device.operatingSystem().isPresent() || device.browser().isPresent();
  }

  private CompletionStage<Void> compare(Session session, AuditEntry opening) {
    return sessions
        .ofUser(session.userId(), MOST_COMPARED)
        .thenCompose(
            all -> {
              // Sessions that were opened since say nothing of what was known then.
              var earlier =
                  all.stream().filter(other -> IN_ORDER.compare(other, session) < 0).toList();
              return earlier.stream().anyMatch(other -> isSameDevice(other, session))
                  ? CompletableFuture.completedFuture(null)
                  : write(session.id(), AuditEntry.ofNewDevice(opening, earlier.isEmpty()));
            });
  }

  private static boolean isSameDevice(Session one, Session other) {
    var first = one.origin().device();
    var second = other.origin().device();
    return first.type().equals(second.type())
        && first.operatingSystem().equals(second.operatingSystem())
        && first.browser().equals(second.browser());
  }

  private CompletionStage<Void> write(SessionId id, AuditEntry entry) {
    var before =
        new AuditFilter(
            Optional.of(id),
            Optional.empty(),
            Optional.of(Action.NEW_DEVICE),
            Optional.empty(),
            Optional.empty());
    return audit
        .search(before, Optional.empty(), 1)
        .thenCompose(
            written ->
                written.isEmpty()
                    ? audit.add(List.of(entry))
                    : CompletableFuture.completedFuture(null));
  }
}
