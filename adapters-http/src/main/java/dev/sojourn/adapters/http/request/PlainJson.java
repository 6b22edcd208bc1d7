package dev.sojourn.adapters.http.request;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Has Vert.x write JSON without data binding, which is slower and is not needed: left to itself it
 * takes that as soon as it is on the class path, as it is for the log. Found as a service.
 */
public final class PlainJson implements JsonFactory {
  private final JsonCodec codec = new JacksonCodec();

  @Override
  public JsonCodec codec() {
    return codec;
  }
}
