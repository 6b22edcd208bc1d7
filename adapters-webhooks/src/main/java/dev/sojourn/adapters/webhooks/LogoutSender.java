package dev.sojourn.adapters.webhooks;

import dev.sojourn.application.event.SecurityEventMint;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.domain.delivery.SendResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Posts logout tokens to a client (OpenID Connect Back-Channel Logout 1.0, section 2.5). */
public final class LogoutSender implements EventSender {
  private static final Map<String, String> HEADERS =
      Map.of("Content-Type", "application/x-www-form-urlencoded");

  private final Post post;
  private final SecurityEventMint mint;
  private final String audience;

  /**
   * @param audience the id of the client
   */
  public LogoutSender(
      HttpClient client, URI url, SecurityEventMint mint, String audience, InstantSource clock) {
    this.post = new Post(client, url, clock);
    this.mint = mint;
    this.audience = audience;
  }

  @Override
  public CompletionStage<SendResult> send(Kept event) {
    // A JWT has no character that a form would have to escape.
    return mint.logout(event, audience)
        .thenCompose(token -> post.send(Buffer.buffer("logout_token=" + token), HEADERS));
  }
}
