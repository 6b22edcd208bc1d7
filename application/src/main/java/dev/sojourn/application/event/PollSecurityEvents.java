package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.delivery.SubscriberName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets subscribers fetch security event tokens (RFC 8936). */
public final class PollSecurityEvents {
  private final Map<SubscriberName, Stream> streams;
  private final SecurityEventMint mint;

  /** What one subscriber fetches, and for whom it is signed. */
  public record Stream(PollEvents pollEvents, String audience) {}

  public PollSecurityEvents(Map<SubscriberName, Stream> streams, SecurityEventMint mint) {
    this.streams = Map.copyOf(streams);
    this.mint = mint;
  }

  /**
   * Some tokens.
   *
   * @param sets by the id of their events
   * @param moreAvailable whether there are more at once
   */
  public record Sets(Map<EventId, String> sets, boolean moreAvailable) {}

  /**
   * Takes what a subscriber says of events that it has, and gives it others; empty if there is no
   * such subscriber who fetches.
   *
   * @param acknowledged the events that it has taken
   * @param refused events that it does not take, and why; they are dead letters
   * @param most how many it wants; none if 0
   * @param patience how long it waits for one
   */
  public Optional<CompletionStage<Sets>> poll(
      SubscriberName name,
      Set<EventId> acknowledged,
      Map<EventId, String> refused,
      int most,
      Duration patience) {
    return Optional.ofNullable(streams.get(name))
        .map(
            stream ->
                stream
                    .pollEvents()
                    .poll(acknowledged, refused, most, patience)
                    .thenCompose(
                        polled ->
                            sign(polled.events(), stream.audience())
                                .thenApply(sets -> new Sets(sets, polled.moreAvailable()))));
  }

  private CompletionStage<Map<EventId, String>> sign(List<Kept> events, String audience) {
    CompletionStage<Map<EventId, String>> all =
        CompletableFuture.completedFuture(new LinkedHashMap<>());
    for (var event : events) {
      all =
          all.thenCombine(
              mint.securityEvent(event, audience),
              (sets, token) -> {
                sets.put(EventId.of(event), token);
                return sets;
              });
    }
    return all;
  }
}
