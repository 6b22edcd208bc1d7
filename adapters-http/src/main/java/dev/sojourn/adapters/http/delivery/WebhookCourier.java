package dev.sojourn.adapters.http.delivery;

import dev.sojourn.adapters.http.routes.AuditJson;
import dev.sojourn.application.event.EventId;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.EventSender;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * Sends events as Standard Webhooks: signed, with an id that is the same at every try, so that a
 * receiver can tell one that it has already.
 */
public final class WebhookCourier implements EventSender {
  private final Post post;
  private final List<WebhookSecret> secrets;
  private final InstantSource clock;

  /**
   * @param secrets each signs, so that receivers can change from one to the other
   */
  public WebhookCourier(
      HttpClient client, URI url, List<WebhookSecret> secrets, InstantSource clock) {
    this.post = new Post(client, url, clock);
    this.secrets = List.copyOf(secrets);
    this.clock = clock;
  }

  @Override
  public CompletionStage<SendResult> send(Kept event) {
    var body = body(event).toBuffer();
    var id = EventId.of(event).toString();
    var timestamp = clock.instant().getEpochSecond();
    return post.send(
        body,
        Map.of(
            "Content-Type",
            "application/json",
            "webhook-id",
            id,
            "webhook-timestamp",
            String.valueOf(timestamp),
            "webhook-signature",
            signatures(id, timestamp, body)));
  }

  private static JsonObject body(Kept event) {
    return new JsonObject()
        .put("type", event.entry().action().word())
        .put("timestamp", event.entry().at().toString())
        .put("data", AuditJson.write(event));
  }

  private String signatures(String id, long timestamp, Buffer body) {
    return secrets.stream()
        .map(secret -> secret.sign(id, timestamp, body.getBytes()))
        .collect(Collectors.joining(" "));
  }
}
