package dev.sojourn.application.token;

import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.By;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.Sighting;
import dev.sojourn.domain.token.KeyThumbprint;
import java.util.Optional;

/**
 * Who presents a token to get others.
 *
 * @param sighting the address and device, which are written down
 * @param client which client it says it is; the tokens of another are refused (RFC 6749, section
 *     5.2)
 * @param provenKey the key that it has proven to have (RFC 9449)
 * @param by who it is to the audit trail
 */
public record Caller(
    Sighting sighting, Optional<ClientId> client, Optional<KeyThumbprint> provenKey, By by) {

  /** Of whom nothing is known but what was seen. */
  public static Caller seen(Sighting sighting) {
    return new Caller(
        sighting,
        Optional.empty(),
        Optional.empty(),
        new By(new Actor.Holder(), sighting.ipAddress()));
  }

  /** Whether the tokens of a session may be its. */
  boolean mayHave(Session session) {
    return client.stream().allMatch(session.origin()::isOf);
  }
}
