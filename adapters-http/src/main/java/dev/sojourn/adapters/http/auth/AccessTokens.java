package dev.sojourn.adapters.http.auth;

import dev.sojourn.adapters.http.apikey.Credentials;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.application.token.Presented;
import dev.sojourn.application.token.Verification;
import dev.sojourn.application.token.VerifyAccessToken;
import dev.sojourn.domain.session.AuthenticationDemand;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Verifies the access token of a request, together with the proof that may have to come with it.
 */
public final class AccessTokens {
  private static final String REALM = "realm=\"sojourn\"";

  private final VerifyAccessToken verifyAccessToken;
  private final DpopHeader dpop;

  public AccessTokens(VerifyAccessToken verifyAccessToken, DpopHeader dpop) {
    this.verifyAccessToken = verifyAccessToken;
    this.dpop = dpop;
  }

  /** An access token, and the way in which it came. */
  public record Carried(String token, Scheme scheme) {
    /** How it came. */
    public enum Scheme {
      BEARER,
      DPOP,
      COOKIE
    }

    /** In the Authorization header. */
    public static Optional<Carried> inHeader(HttpServerRequest request) {
      return Credentials.bearer(request)
          .map(token -> new Carried(token, Scheme.BEARER))
          .or(() -> Credentials.dpop(request).map(token -> new Carried(token, Scheme.DPOP)));
    }

    @Override
    public String toString() {
      return "Carried[hidden]";
    }
  }

  /**
   * Goes on with a session that lives.
   *
   * @param uri that the client asked for
   * @param refused is given the challenge for WWW-Authenticate
   */
  public void verify(
      Call call,
      Carried carried,
      String method,
      String uri,
      AuthenticationDemand demand,
      Consumer<Verification.Active> active,
      Consumer<String> refused) {
    if (carried.scheme() == Carried.Scheme.BEARER) {
      judge(call, carried, new Presented.AsBearer(), demand, active, refused);
      return;
    }
    dpop.read(
        call,
        method,
        uri,
        Optional.of(carried.token()),
        proof -> {
          if (proof.isEmpty() && carried.scheme() == Carried.Scheme.DPOP) {
            refused.accept(challenge(DpopHeader.invalid("there is no DPoP header")));
            return;
          }
          judge(
              call,
              carried,
              proof.<Presented>map(Presented.WithProof::new).orElseGet(Presented.AsBearer::new),
              demand,
              active,
              refused);
        },
        fault -> refused.accept(challenge(fault)));
  }

  private void judge(
      Call call,
      Carried carried,
      Presented presented,
      AuthenticationDemand demand,
      Consumer<Verification.Active> active,
      Consumer<String> refused) {
    call.answer(
        verifyAccessToken.verify(carried.token(), presented, demand),
        verification -> {
          if (verification instanceof Verification.Active verified) {
            active.accept(verified);
          } else {
            if (verification instanceof Verification.Unproven) {
              dpop.offerNonce(call);
            }
            refused.accept(
                verification instanceof Verification.ProofRefused(var refusal)
                    ? challenge(DpopHeader.fault(call, refusal))
                    : challenge(carried.scheme(), verification));
          }
        });
  }

  /** What is answered where no token came (RFC 6750, section 3): no word of an error. */
  public static String challenge() {
    return "Bearer " + REALM;
  }

  /** To a browser whose cookies of one name are of two sessions; one may have been planted. */
  public static String severalSessions(String cookie) {
    return "Bearer "
        + REALM
        + ", error=\"invalid_request\", error_description=\"cookies "
        + cookie
        + " of two active sessions came\"";
  }

  private static String challenge(DpopHeader.Fault fault) {
    return "DPoP "
        + REALM
        + ", error=\""
        + fault.error()
        + "\", error_description=\""
        + fault.description()
        + "\", algs=\""
        + DpopHeader.ALGORITHMS
        + "\"";
  }

  /** What RFC 6750 (section 3), RFC 9449 (7.1) and RFC 9470 (3) answer to one not good enough. */
  private static String challenge(Carried.Scheme scheme, Verification verification) {
    var bearer = scheme == Carried.Scheme.DPOP ? "DPoP " + REALM : "Bearer " + REALM;
    return switch (verification) {
      case Verification.Ended(var reason) ->
          bearer + invalidToken("the session has ended: " + reason.word());
      case Verification.Expired _ -> bearer + invalidToken("the access token has expired");
      case Verification.Unproven _ ->
          "DPoP "
              + REALM
              + invalidToken("the access token and the proof do not belong together")
              + ", algs=\""
              + DpopHeader.ALGORITHMS
              + "\"";
      case Verification.Insufficient(var demand) -> bearer + insufficient(demand);
      case Verification.Unknown _, Verification.ProofRefused _, Verification.Active _ ->
          bearer + invalidToken("the access token is unknown");
    };
  }

  private static String invalidToken(String why) {
    return ", error=\"invalid_token\", error_description=\"" + why + "\"";
  }

  private static String insufficient(AuthenticationDemand demand) {
    return ", error=\""
        + StepUp.ERROR
        + "\", error_description=\"the person must authenticate anew or in another way\""
        + StepUp.acrValues(demand).map(values -> ", acr_values=\"" + values + "\"").orElse("")
        + demand.maxAge().map(age -> ", max_age=\"" + age.toSeconds() + "\"").orElse("");
  }
}
