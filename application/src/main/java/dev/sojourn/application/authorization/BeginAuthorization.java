package dev.sojourn.application.authorization;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.Entropy;
import dev.sojourn.domain.authorization.Authorization;
import dev.sojourn.domain.authorization.ClientType;
import dev.sojourn.domain.authorization.CodeChallenge;
import java.time.InstantSource;
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

  /** Completes when the authorization is durable. */
  public CompletionStage<Authorization> begin(CodeChallenge challenge, ClientType clientType) {
    var authorization =
        new Authorization(entropy.authorizationId(), challenge, clientType, clock.instant());
    return authorizations.begin(authorization).thenApply(_ -> authorization);
  }
}
