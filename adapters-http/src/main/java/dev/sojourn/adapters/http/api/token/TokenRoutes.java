package dev.sojourn.adapters.http.api.token;

import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.adapters.http.auth.CrossSite;
import dev.sojourn.adapters.http.auth.DpopHeader;
import dev.sojourn.adapters.http.auth.RefreshCookie;
import dev.sojourn.adapters.http.auth.StepUp;
import dev.sojourn.adapters.http.request.Accepted;
import dev.sojourn.adapters.http.request.Body;
import dev.sojourn.adapters.http.request.BodyLimit;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.adapters.http.request.RateLimiter;
import dev.sojourn.application.token.Caller;
import dev.sojourn.application.token.ChooseToken.Choice;
import dev.sojourn.application.token.Introspection;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.application.token.TokenAnswer;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.session.AuthenticationDemand;
import dev.sojourn.domain.session.ClientContext;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.UserAgent;
import dev.sojourn.domain.token.CsrfToken;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.RefreshToken;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * /v1/token (RFC 6749), /v1/introspect (RFC 7662), /v1/revoke (RFC 7009). They answer errors as
 * their RFCs say, not as problems.
 */
public final class TokenRoutes {
  private static final Set<String> TOKEN =
      Set.of(
          "grant_type",
          "refresh_token",
          "code",
          "code_verifier",
          "redirect_uri",
          "scope",
          "resource",
          "client_id",
          "client_secret",
          "transport",
          "ip_address",
          "user_agent");
  private static final Set<String> REVOKE =
      Set.of("token", "token_type_hint", "transport", "client_id", "client_secret");
  private static final Set<String> INTROSPECT =
      Set.of(
          "token",
          "token_type_hint",
          "client_id",
          "client_secret",
          StepUp.ACR_VALUES,
          StepUp.MAX_AGE);

  /** RFC 9701, section 4. */
  private static final String SIGNED_INTROSPECTION = "application/token-introspection+jwt";

  private final UseCases useCases;
  private final ApiKeys apiKeys;
  private final Supplier<KeyRing> keys;
  private final Issuer issuer;
  private final DpopHeader dpop;
  private final CrossSite crossSite;
  private final RateLimiter addressRates;
  private final RateLimiter keyRates;

  public TokenRoutes(
      UseCases useCases,
      ApiKeys apiKeys,
      Supplier<KeyRing> keys,
      Issuer issuer,
      DpopHeader dpop,
      CrossSite crossSite,
      RateLimiter addressRates,
      RateLimiter keyRates) {
    this.useCases = useCases;
    this.apiKeys = apiKeys;
    this.keys = keys;
    this.issuer = issuer;
    this.dpop = dpop;
    this.crossSite = crossSite;
    this.addressRates = addressRates;
    this.keyRates = keyRates;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        endpoint("/v1/token", this::token),
        endpoint("/v1/introspect", this::introspect),
        endpoint("/v1/revoke", this::revoke));
  }

  private static Endpoint endpoint(String path, Consumer<Call> handle) {
    return Endpoint.open(HttpMethod.POST, path, oauth(handle))
        .answeringErrors(OAuthError.SHAPE)
        .with(Endpoint.ANY.toArray(String[]::new)); // a query is refused as OAuth's errors are
  }

  /** Tokens are in no cache (RFC 6749, section 5.1), and errors are OAuth's. */
  private static Consumer<Call> oauth(Consumer<Call> handle) {
    return call -> {
      call.header("Pragma", "no-cache");
      guarded(
          call,
          () -> {
            refuseQuery(call.request());
            handle.accept(call);
          });
    };
  }

  /** What stands in an address ends up in logs (RFC 6749, section 2.3.1). */
  private static void refuseQuery(HttpServerRequest request) {
    if (request.query() != null && !request.query().isEmpty()) {
      throw OAuthError.invalidRequest("parameters belong in the body, not in the address");
    }
  }

  private static void guarded(Call call, Runnable work) {
    try {
      work.run();
    } catch (OAuthError.Refusal refusal) {
      refuse(call, refusal.error());
    }
  }

  private static void refuse(Call call, OAuthError error) {
    if (error.status() == 401) {
      call.header("WWW-Authenticate", "Basic realm=\"sojourn\", Bearer realm=\"sojourn\"");
    }
    call.json(error.status(), error.json());
  }

  /** Where a browser's refresh token travels: in the body, or in a cookie that no script reads. */
  private enum Transport {
    BODY,
    COOKIE;

    static Transport of(OAuthParameters parameters) {
      return parameters.optional("transport", Transport::parse).orElse(BODY);
    }

    private static Parsed<Transport> parse(String word) {
      return switch (word) {
        case "body" -> new Parsed.Valid<>(BODY);
        case "cookie" -> new Parsed.Valid<>(COOKIE);
        default -> new Parsed.Invalid<>("must be body or cookie");
      };
    }
  }

  /** Whether somebody calls too often; then it is answered. */
  private boolean isTooMuch(Call call, Optional<ApiKey> key) {
    var wait =
        key.map(known -> keyRates.tooMany(known.name().value()))
            .orElseGet(
                () ->
                    addressRates.tooMany(
                        call.callerAddress()
                            .map(IpAddress::network)
                            .map(IpAddress::value)
                            .orElse("-")));
    wait.ifPresent(
        left -> {
          call.header("Retry-After", String.valueOf(left.toSeconds() + 1));
          refuse(call, OAuthError.tooManyRequests());
        });
    return wait.isPresent();
  }

  /** A credential that is wrong counts for the address that tries it. */
  private Optional<ClientAuthentication> admitted(Call call, OAuthParameters parameters) {
    final ClientAuthentication client;
    try {
      client = ClientAuthentication.of(call, parameters, apiKeys);
    } catch (OAuthError.Refusal refusal) {
      if (isTooMuch(call, Optional.empty())) {
        return Optional.empty();
      }
      throw refusal;
    }
    return isTooMuch(call, client.key()) ? Optional.empty() : Optional.of(client);
  }

  private void token(Call call) {
    var parameters = OAuthParameters.read(call, TOKEN);
    admitted(call, parameters)
        .ifPresent(client -> token(call, parameters, client.allowing(Scope.SESSIONS_WRITE)));
  }

  private void token(Call call, OAuthParameters parameters, ClientAuthentication client) {
    var transport = Transport.of(parameters);
    if (transport == Transport.COOKIE && CrossSite.isOfAnotherSite(call.request())) {
      throw OAuthError.otherSite();
    }
    var seen = seen(call, parameters, client.key());
    grant(
        call,
        parameters,
        transport,
        grant ->
            dpop.read(
                call,
                "POST",
                issuer.name() + "/v1/token",
                Optional.empty(),
                proof ->
                    call.answer(
                        grant.apply(
                            new Caller(
                                new ClientContext(seen.address(), Optional.empty()),
                                seen.agent(),
                                client.holder(),
                                proof,
                                call.by(client.actor()))),
                        answer -> answer(call, transport, answer)),
                fault -> refuse(call, OAuthError.of(fault))));
  }

  private void grant(
      Call call,
      OAuthParameters parameters,
      Transport transport,
      Consumer<Function<Caller, CompletionStage<TokenAnswer>>> then) {
    switch (parameters.required("grant_type")) {
      case "refresh_token" ->
          refreshToken(
              call,
              parameters,
              transport,
              token -> then.accept(caller -> useCases.refreshTokens().refresh(token, caller)));
      case "authorization_code" -> {
        var code = parameters.required("code");
        parameters.required("code_verifier");
        var verifier = parameters.optional("code_verifier", CodeVerifier::parse).orElseThrow();
        if (transport == Transport.COOKIE
            && crossSite.objects(call.request(), CrossSite.origin(issuer.name()))) {
          throw OAuthError.crossSite();
        }
        then.accept(caller -> useCases.exchangeCodeForTokens().exchange(code, verifier, caller));
      }
      default -> throw OAuthError.unsupportedGrantType();
    }
  }

  private void refreshToken(
      Call call, OAuthParameters parameters, Transport transport, Consumer<String> then) {
    if (transport == Transport.COOKIE && parameters.optional("refresh_token").isEmpty()) {
      ofCookie(call, token -> then.accept(token.orElseThrow(OAuthError::noSession)));
    } else {
      then.accept(parameters.required("refresh_token"));
    }
  }

  /**
   * The refresh token that a browser sent as a cookie; empty if it sent none. A browser sends it
   * along with any request, so the request must come from a page that may send it.
   */
  private void ofCookie(Call call, Consumer<Optional<String>> then) {
    call.answer(
        useCases.chooseToken().refreshToken(RefreshCookie.read(call.request())),
        choice ->
            guarded(
                call,
                () -> {
                  var token = chosen(choice);
                  token.ifPresent(text -> refuseCrossSite(call, text));
                  then.accept(token);
                }));
  }

  private static Optional<String> chosen(Choice choice) {
    return switch (choice) {
      case Choice.One(var token) -> Optional.of(token);
      case Choice.SeveralSessions _ -> throw OAuthError.severalSessions(RefreshCookie.NAME);
      case Choice.None _ -> Optional.empty();
    };
  }

  private void refuseCrossSite(Call call, String token) {
    var session = RefreshToken.parse(token, keys.get()).map(RefreshToken::sessionId);
    if (!crossSite.allows(call.request(), CrossSite.origin(issuer.name()), session)) {
      throw OAuthError.crossSite();
    }
  }

  private void answer(Call call, Transport transport, TokenAnswer answer) {
    switch (answer) {
      case TokenAnswer.Issued issued -> issued(call, transport, issued);
      case TokenAnswer.Ended(var reason) -> {
        if (transport == Transport.COOKIE) {
          RefreshCookie.clear(call);
        }
        refuse(call, OAuthError.invalidGrant(Optional.of(reason.word())));
      }
      case TokenAnswer.ProofMissing _ -> {
        dpop.offerNonce(call);
        refuse(call, OAuthError.proofMissing());
      }
      case TokenAnswer.ProofRefused(var refusal) ->
          refuse(call, OAuthError.of(DpopHeader.fault(call, refusal)));
      case TokenAnswer.ClientUnauthenticated _ -> refuse(call, OAuthError.invalidClient().error());
      case TokenAnswer.Invalid _ -> refuse(call, OAuthError.invalidGrant(Optional.empty()));
    }
  }

  private void issued(Call call, Transport transport, TokenAnswer.Issued issued) {
    var session = issued.session();
    var json =
        SessionJson.write(session, issued.tokens(), issued.at())
            .put("session_id", session.id().toString());
    if (transport == Transport.COOKIE) {
      json.remove("refresh_token");
      json.put("csrf_token", CsrfToken.of(session.id(), keys.get()));
      RefreshCookie.set(
          call,
          issued.tokens().refreshToken(),
          Duration.between(issued.at(), issued.tokens().refreshExpiresAt()));
    }
    call.json(200, json);
  }

  private record Seen(Optional<IpAddress> address, Optional<UserAgent> agent) {}

  /** A client that calls itself is seen; a backend tells whom it calls for, or says nothing. */
  private static Seen seen(Call call, OAuthParameters parameters, Optional<ApiKey> client) {
    var address = parameters.optional("ip_address", IpAddress::parse);
    var agent = parameters.optional("user_agent");
    if (client.isPresent()) {
      return new Seen(address, agent.map(UserAgent::of));
    }
    if (address.isPresent() || agent.isPresent()) {
      throw OAuthError.invalidRequest("ip_address and user_agent need an API key");
    }
    return new Seen(call.callerAddress(), call.userAgent());
  }

  private void introspect(Call call) {
    var parameters = OAuthParameters.read(call, INTROSPECT);
    var client = ClientAuthentication.of(call, parameters, apiKeys);
    var resourceServer = client.needed();
    client.allowing(Scope.SESSIONS_READ);
    var demand = demand(parameters);
    call.answer(
        useCases
            .introspectToken()
            .introspect(parameters.required("token"), client.asker(parameters), demand),
        introspection -> {
          if (wantsSigned(call.request())) {
            sign(call, introspection, resourceServer);
          } else {
            call.json(200, TokenJson.write(introspection, issuer));
          }
        });
  }

  private static AuthenticationDemand demand(OAuthParameters parameters) {
    return new AuthenticationDemand(
        parameters
            .optional(StepUp.ACR_VALUES)
            .map(text -> List.of(StepUp.acrValues(text)))
            .orElse(List.of()),
        parameters.optional(StepUp.MAX_AGE, StepUp::maxAge));
  }

  private static boolean wantsSigned(HttpServerRequest request) {
    return Accepted.prefers(
        request.headers().getAll("Accept"), SIGNED_INTROSPECTION, "application/json");
  }

  private void sign(Call call, Introspection introspection, ApiKey resourceServer) {
    var json = Body.read(TokenJson.write(introspection, issuer).toBuffer(), BodyLimit.OF_CLIENTS);
    call.answer(
        useCases.jwtMint().introspection(json, resourceServer.name().value()),
        jwt -> call.text(SIGNED_INTROSPECTION, jwt));
  }

  private void revoke(Call call) {
    var parameters = OAuthParameters.read(call, REVOKE);
    admitted(call, parameters).ifPresent(client -> revoke(call, parameters, client));
  }

  private void revoke(Call call, OAuthParameters parameters, ClientAuthentication client) {
    if (Transport.of(parameters) == Transport.COOKIE && parameters.optional("token").isEmpty()) {
      ofCookie(
          call,
          token ->
              token.ifPresentOrElse(
                  text -> revoke(call, text, client),
                  () -> call.empty(200))); // without a session the caller is signed out already
    } else {
      revoke(call, parameters.required("token"), client);
    }
  }

  private void revoke(Call call, String token, ClientAuthentication client) {
    call.answer(
        useCases.revokeToken().revoke(token, client.holder(), call.by(client.actor())),
        outcome -> {
          switch (outcome) {
            case DONE -> {
              RefreshCookie.clear(call);
              call.empty(200);
            }
            case CLIENT_UNAUTHENTICATED -> refuse(call, OAuthError.invalidClient().error());
          }
        });
  }
}
