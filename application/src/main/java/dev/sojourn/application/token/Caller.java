package dev.sojourn.application.token;

import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.By;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.Sighting;
import java.util.Optional;

/**
 * Who presents a token to get others.
 *
 * @param sighting the address and device, which are written down
 * @param client which client it says it is; the tokens of another are refused (RFC 6749, section
 *     5.2)
 * @param proof that it has a key, if it brings one (RFC 9449)
 * @param by who it is to the audit trail
 */
public record Caller(
    Sighting sighting, Optional<ClientId> client, Optional<PresentedProof> proof, By by) {

  /** Of whom nothing is known but what was seen. */
  public static Caller seen(Sighting sighting) {
    return new Caller(
        sighting,
        Optional.empty(),
        Optional.empty(),
        new By(new Actor.Holder(), sighting.ipAddress()));
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
