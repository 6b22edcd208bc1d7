package dev.sojourn.application.session;

import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A session that is wanted. Instants are whole milliseconds, as those of the session will be.
 *
 * @param opener the client that opens it, for a person at an address and on a device
 * @param expiresAt when it shall expire unless it is refreshed; the policy's lifetime if absent
 * @param authorizationId the login with PKCE that it comes from: its client gets the tokens
 * @param terms on what terms its tokens shall be made
 * @param authenticatedAt when the person proved who they are; now if absent
 */
public record OpenRequest(
    UserId userId,
    PolicyName policy,
    Opener opener,
    Optional<Instant> expiresAt,
    Optional<AuthorizationId> authorizationId,
    Optional<Instant> authenticatedAt,
    List<String> amr,
    Optional<String> acr,
    Attributes attributes,
    TokenTerms terms) {
  public OpenRequest {
    expiresAt = expiresAt.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
    authenticatedAt = authenticatedAt.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
  }

  /** The client that opens it, and the person's address and device. */
  public Origin origin() {
    return opener.origin();
  }

  /** The same, from elsewhere. */
  OpenRequest from(Opener recognized) {
    return new OpenRequest(
        userId,
        policy,
        recognized,
        expiresAt,
        authorizationId,
        authenticatedAt,
        amr,
        acr,
        attributes,
        terms);
  }

  /** The same, for a client that has said which key it has when it began the login. */
  OpenRequest boundTo(Optional<KeyThumbprint> key) {
    return key.isEmpty()
        ? this
        : new OpenRequest(
            userId,
            policy,
            opener,
            expiresAt,
            authorizationId,
            authenticatedAt,
            amr,
            acr,
            attributes,
            new TokenTerms(terms.format(), key));
  }
}
