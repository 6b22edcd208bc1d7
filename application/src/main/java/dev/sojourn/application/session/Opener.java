package dev.sojourn.application.session;

import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.UserAgent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where a session is opened from.
 *
 * @param origin the client, the person's address, and the device as far as it was told
 * @param userAgent tells the device instead, once it has been recognized
 */
public record Opener(Origin origin, Optional<UserAgent> userAgent) {

  /** The device was told, or nothing is known of it. */
  public static Opener at(Origin origin) {
    return new Opener(origin, Optional.empty());
  }

  /** With the device that the user agent tells of. */
  CompletionStage<Opener> recognized(DeviceRecognition devices) {
    if (userAgent.isEmpty()) {
      return CompletableFuture.completedFuture(this);
    }
    return devices.recognize(userAgent.get()).thenApply(this::on);
  }

  private Opener on(Optional<Device> device) {
    return at(new Origin(origin.clientId(), origin.ipAddress(), device.orElse(origin.device())));
  }
}
