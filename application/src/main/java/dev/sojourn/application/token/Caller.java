package dev.sojourn.application.token;

import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserAgent;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who presents a token to get others.
 *
 * @param sighting the address and the device, as far as it has been recognized; they are written
 *     down
 * @param userAgent tells the device, but has yet to be recognized
 * @param client which client it says it is; the tokens of another are refused (RFC 6749, section
 *     5.2)
 * @param proof that it has a key, if it brings one (RFC 9449)
 * @param by who it is to the audit trail
 */
public record Caller(
    ClientContext sighting,
    Optional<UserAgent> userAgent,
    Optional<ClientId> client,
    Optional<PresentedProof> proof,
    Initiator by) {

  /** Of whom nothing is known but what was seen. */
  public static Caller seen(ClientContext sighting) {
    return seen(sighting, Optional.empty());
  }

  /** The same, with a device that has yet to be recognized. */
  public static Caller seen(ClientContext sighting, Optional<UserAgent> userAgent) {
    return new Caller(
        sighting,
        userAgent,
        Optional.empty(),
        Optional.empty(),
        new Initiator(new Actor.Holder(), sighting.ipAddress()));
  }

  /** Whether the device is told as far as it can be. */
  boolean isRecognized() {
    return userAgent.isEmpty();
  }

  /** With the device, if it is remembered. */
  Caller knownTo(DeviceRecognition devices) {
    return userAgent.flatMap(devices::known).map(device -> on(Optional.of(device))).orElse(this);
  }

  /** With the device; without one, if it cannot be told at the moment. */
  CompletionStage<Caller> recognizedBy(DeviceRecognition devices) {
    return userAgent
        .map(agent -> devices.recognize(agent).thenApply(this::on))
        .orElseGet(() -> CompletableFuture.completedFuture(this));
  }

  private Caller on(Optional<Device> device) {
    return new Caller(
        new ClientContext(sighting.ipAddress(), device), Optional.empty(), client, proof, by);
  }

  /** Whether it has proved to be a client, where a policy wants that. */
  boolean isEnough(SessionPolicy policy) {
    return switch (policy.tokens().clientAuthentication()) {
      case OFF -> true;
      case REQUIRED -> by.actor() instanceof Actor.Client;
    };
  }

  /** Whether the tokens of a session may be its. */
  boolean mayHave(Session session) {
    return client.stream().allMatch(session.origin()::isOf);
  }
}
