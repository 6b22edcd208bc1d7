package dev.sojourn.adapters.webhooks;

import dev.sojourn.application.event.EventId;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.domain.delivery.SendResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Sends events as Standard Webhooks: signed, with an id that is the same at every try, so that a
 * receiver can tell one that it has already.
 */
public final class WebhookSender implements EventSender {
  private final Post post;
  private final List<WebhookSecret> secrets;
  private final Function<Kept, JsonObject> data;
  private final InstantSource clock;

  /**
   * @param data an event as the API writes it
   * @param secrets each signs, so that receivers can change from one to the other
   */
  public WebhookSender(
      HttpClient client,
      URI url,
      List<WebhookSecret> secrets,
      Function<Kept, JsonObject> data,
      InstantSource clock) {
    this.data = data;
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

  private JsonObject body(Kept event) {
    return new JsonObject()
        .put("type", event.entry().action().word())
        .put("timestamp", event.entry().at().toString())
        .put("data", data.apply(event));
  }

  private String signatures(String id, long timestamp, Buffer body) {
    return secrets.stream()
        .map(secret -> secret.sign(id, timestamp, body.getBytes()))
        .collect(Collectors.joining(" "));
  }
}
