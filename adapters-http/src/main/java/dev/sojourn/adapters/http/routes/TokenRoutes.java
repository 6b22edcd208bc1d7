package dev.sojourn.adapters.http.routes;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.useragent.UserAgents;
import dev.sojourn.application.token.TokenAnswer;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Sighting;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * /v1/token (RFC 6749), /v1/introspect (RFC 7662), /v1/revoke (RFC 7009). They answer errors as
 * their RFCs say, not as problems.
 */
final class TokenRoutes {
  private static final Set<String> TOKEN =
      Set.of("grant_type", "refresh_token", "code", "code_verifier", "ip_address", "user_agent");
  private static final Set<String> ONE_TOKEN = Set.of("token", "token_type_hint");

  private final UseCases useCases;
  private final ApiKeys keys;
  private final Supplier<String> issuer;
  private final Supplier<String> audience;
  private final Function<HttpServerRequest, Optional<IpAddress>> callerAddress;

  TokenRoutes(
      UseCases useCases,
      ApiKeys keys,
      Supplier<String> issuer,
      Supplier<String> audience,
      Function<HttpServerRequest, Optional<IpAddress>> callerAddress) {
    this.useCases = useCases;
    this.keys = keys;
    this.issuer = issuer;
    this.audience = audience;
    this.callerAddress = callerAddress;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.open(HttpMethod.POST, "/v1/token", oauth(this::token)),
        Endpoint.open(HttpMethod.POST, "/v1/introspect", oauth(this::introspect)),
        Endpoint.open(HttpMethod.POST, "/v1/revoke", oauth(this::revoke)));
  }

  /** Tokens are in no cache (RFC 6749, section 5.1), and errors are OAuth's. */
  private static Consumer<Call> oauth(Consumer<Call> handle) {
    return call -> {
      call.header("Pragma", "no-cache");
      try {
        handle.accept(call);
      } catch (OAuthError.Refusal refusal) {
        refuse(call, refusal.error());
      }
    };
  }

  private static void refuse(Call call, OAuthError error) {
    if (error.status() == 401) {
      call.header("WWW-Authenticate", "Basic realm=\"sojourn\", Bearer realm=\"sojourn\"");
    }
    call.json(error.status(), error.json());
  }

  private void token(Call call) {
    var client = client(call);
    var parameters = OAuthParameters.read(call, TOKEN);
    var sighting = sighting(call, parameters, client);
    var answer =
        switch (parameters.required("grant_type")) {
          case "refresh_token" ->
              useCases.refreshTokens().refresh(parameters.required("refresh_token"), sighting);
          case "authorization_code" -> {
            var code = parameters.required("code");
            parameters.required("code_verifier");
            var verifier = parameters.optional("code_verifier", CodeVerifier::parse).orElseThrow();
            yield useCases.exchangeCodeForTokens().exchange(code, verifier, sighting);
          }
          default -> throw OAuthError.unsupportedGrantType();
        };
    call.answer(answer, given -> answer(call, given));
  }

  private static void answer(Call call, TokenAnswer answer) {
    switch (answer) {
      case TokenAnswer.Issued(var session, var tokens, var at) ->
          call.json(200, SessionJson.write(tokens, at).put("session_id", session.id().toString()));
      case TokenAnswer.Ended(var reason) ->
          refuse(call, OAuthError.invalidGrant(Optional.of(reason.word())));
      case TokenAnswer.Invalid _ -> refuse(call, OAuthError.invalidGrant(Optional.empty()));
    }
  }

  /** The client, if a credential is presented; a wrong one is no way to call as nobody. */
  private Optional<ApiKey> client(Call call) {
    if (!Credentials.presented(call.request())) {
      return Optional.empty();
    }
    return Optional.of(clientWith(Scope.SESSIONS_WRITE, call));
  }

  private ApiKey clientWith(Scope scope, Call call) {
    var client =
        Credentials.apiKeyOrBasic(call.request(), keys).orElseThrow(OAuthError::invalidClient);
    if (!client.allows(scope)) {
      throw OAuthError.insufficientScope(scope.word());
    }
    return client;
  }

  /** A client that calls itself is seen; a backend tells whom it calls for, or says nothing. */
  private Sighting sighting(Call call, OAuthParameters parameters, Optional<ApiKey> client) {
    var address = parameters.optional("ip_address", IpAddress::parse);
    var agent = parameters.optional("user_agent");
    if (client.isPresent()) {
      return new Sighting(address, agent.map(UserAgents::device));
    }
    if (address.isPresent() || agent.isPresent()) {
      throw OAuthError.invalidRequest("ip_address and user_agent need an API key");
    }
    return new Sighting(
        callerAddress.apply(call.request()),
        Optional.ofNullable(call.request().getHeader("User-Agent")).map(UserAgents::device));
  }

  private void introspect(Call call) {
    clientWith(Scope.SESSIONS_READ, call);
    var token = OAuthParameters.read(call, ONE_TOKEN).required("token");
    call.answer(
        useCases.introspectToken().introspect(token),
        introspection ->
            call.json(200, TokenJson.write(introspection, issuer.get(), audience.get())));
  }

  private void revoke(Call call) {
    var token = OAuthParameters.read(call, ONE_TOKEN).required("token");
    call.answer(useCases.revokeToken().revoke(token), _ -> call.empty(200));
  }
}
