package dev.sojourn.adapters.webhooks;

import dev.sojourn.application.event.SecurityEventMint;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.domain.delivery.SendResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Pushes security event tokens (RFC 8935). */
public final class SecurityEventSender implements EventSender {
  private final Post post;
  private final SecurityEventMint mint;
  private final String audience;
  private final Map<String, String> headers;

  /**
   * @param authorization what the receiver wants to see in that header
   */
  public SecurityEventSender(
      HttpClient client,
      URI url,
      SecurityEventMint mint,
      String audience,
      Optional<String> authorization,
      InstantSource clock) {
    this.post = new Post(client, url, clock);
    this.mint = mint;
    this.audience = audience;
    var all = new HashMap<String, String>();
    all.put("Content-Type", "application/secevent+jwt");
    all.put("Accept", "application/json");
    authorization.ifPresent(value -> all.put("Authorization", value));
    this.headers = Map.copyOf(all);
  }

  @Override
  public CompletionStage<SendResult> send(Kept event) {
    return mint.securityEvent(event, audience)
        .thenCompose(token -> post.send(Buffer.buffer(token), headers));
  }
}
