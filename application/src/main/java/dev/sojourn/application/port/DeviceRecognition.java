package dev.sojourn.application.port;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.UserAgent;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Recognizes the device that a User-Agent header tells of. The parsing behind it is expensive, so a
 * use case asks for it only after the credential has proved good and only if the device is to be
 * written down.
 */
public interface DeviceRecognition {

  /** The device, if the node remembers it. Takes microseconds and never parses. */
  Optional<Device> known(UserAgent agent);

  /**
   * Recognizes the device, on another thread if it has to be parsed. Completes where the caller
   * goes on. Empty if too many others are waiting to be parsed; the device is unknown then. Never
   * fails.
   */
  CompletionStage<Optional<Device>> recognize(UserAgent agent);
}
