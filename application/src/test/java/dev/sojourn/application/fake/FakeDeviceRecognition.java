package dev.sojourn.application.fake;

import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.UserAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Takes a whole header for the name of a browser, and remembers what it has recognized. */
public final class FakeDeviceRecognition implements DeviceRecognition {
  /** What was parsed, in order; what was known already is not. */
  public final List<UserAgent> parsed = new ArrayList<>();

  /** Whether too many others are waiting. */
  public boolean isTooBusy;

  private final Map<UserAgent, Device> known = new HashMap<>();

  /** What a header tells here. */
  public static Device device(String header) {
    return new Device(
        Optional.of(DeviceType.UNKNOWN),
        Optional.empty(),
        Optional.empty(),
        Optional.of(header),
        Optional.empty());
  }

  @Override
  public Optional<Device> known(UserAgent agent) {
    return Optional.ofNullable(known.get(agent));
  }

  @Override
  public CompletionStage<Optional<Device>> recognize(UserAgent agent) {
    if (isTooBusy) {
      return CompletableFuture.completedFuture(known(agent));
    }
    if (!known.containsKey(agent)) {
      parsed.add(agent);
      known.put(agent, device(agent.value()));
    }
    return CompletableFuture.completedFuture(known(agent));
  }
}
