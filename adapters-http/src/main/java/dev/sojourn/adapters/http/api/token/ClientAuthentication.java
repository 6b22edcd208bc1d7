package dev.sojourn.adapters.http.api.token;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Credentials;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.server.CurrentRequest;
import dev.sojourn.application.token.IntrospectToken;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.session.ClientId;
import java.util.Optional;

/**
 * Which client calls an OAuth endpoint, and how it says so: an API key in the Authorization header,
 * as Bearer or with Basic, or in the body as client_secret (RFC 6749, section 2.3.1); a public
 * client by its name alone, or by nothing.
 */
record ClientAuthentication(Optional<ApiKey> key, Optional<ClientId> name) {

  /**
   * @throws OAuthError.Refusal if more than one credential is presented, or one that is not valid
   */
  static ClientAuthentication of(Call call, OAuthParameters parameters, ApiKeys keys) {
    var name = parameters.optional("client_id", ClientId::parse);
    var secret = parameters.optional("client_secret");
    var presented = Credentials.presented(call.request());
    if (presented && secret.isPresent()) {
      throw OAuthError.invalidRequest("a client must authenticate in one way, not in two");
    }
    if (presented || secret.isPresent()) {
      var key =
          (presented
                  ? Credentials.apiKeyOrBasic(call.request(), keys)
                  : name.flatMap(client -> secret.flatMap(s -> keys.find(client.value(), s))))
              .orElseThrow(OAuthError::invalidClient);
      if (name.isPresent() && !name.get().equals(key.name())) {
        throw OAuthError.invalidClient();
      }
      CurrentRequest.isBy(key.name());
      return new ClientAuthentication(Optional.of(key), name);
    }
    return new ClientAuthentication(Optional.empty(), name);
  }

  /**
   * The key, if one was presented; then it must allow this.
   *
   * @throws OAuthError.Refusal if it does not
   */
  ClientAuthentication allowing(Scope scope) {
    if (key.isPresent() && !key.get().allows(scope)) {
      throw OAuthError.insufficientScope(scope.word());
    }
    return this;
  }

  /**
   * The key, which must be there.
   *
   * @throws OAuthError.Refusal if it is not
   */
  ApiKey needed() {
    return key.orElseThrow(OAuthError::invalidClient);
  }

  /** Who calls, to the audit trail: without a key, the holder of the token. */
  Actor actor() {
    return key.<Actor>map(proven -> new Actor.Client(proven.name())).orElseGet(Actor.Holder::new);
  }

  /** Who asks what a token is worth, and whether about a refresh token (RFC 7662, section 2.1). */
  IntrospectToken.Asker asker(OAuthParameters parameters) {
    return new IntrospectToken.Asker(
        holder(),
        needed().mayRead(),
        parameters.optional("token_type_hint").stream().anyMatch("refresh_token"::equals));
  }

  /**
   * Whose tokens it may have (RFC 6749, sections 5.2 and 6); absent where any will do: an
   * operator's key is for the tokens of all clients.
   */
  Optional<ClientId> holder() {
    return key.filter(presented -> !presented.scopes().contains(Scope.ADMIN))
        .map(ApiKey::name)
        .or(() -> name);
  }
}
