package dev.sojourn.application.authorization;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.Entropy;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.dpop.KeyThumbprint;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Begins a login with PKCE: keeps the challenge that the client's exchange has to answer. */
public final class BeginAuthorization {
  private final AuthorizationStore authorizations;
  private final Entropy entropy;
  private final InstantSource clock;

  public BeginAuthorization(
      AuthorizationStore authorizations, Entropy entropy, InstantSource clock) {
    this.authorizations = authorizations;
    this.entropy = entropy;
    this.clock = clock;
  }

  /**
   * Completes when the authorization is durable.
   *
   * @param boundTo the key that the client will prove at the exchange (RFC 9449, section 10)
   */
  public CompletionStage<Authorization> begin(
      CodeChallenge challenge, ClientType clientType, Optional<KeyThumbprint> boundTo) {
    var authorization =
        new Authorization(
            entropy.authorizationId(), challenge, clientType, boundTo, clock.instant());
    return authorizations.begin(authorization).thenApply(_ -> authorization);
  }
}
