package dev.sojourn.adapters.http.auth;

import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.application.token.CheckDpopProof;
import dev.sojourn.application.token.PresentedProof;
import dev.sojourn.application.token.ProofRefusal;
import java.util.Optional;
import java.util.function.Consumer;

/** The proof that a request brings in its DPoP header (RFC 9449, section 4.1). */
public final class DpopHeader {
  static final String NAME = "DPoP";
  static final String NONCE = "DPoP-Nonce";

  /** Which algorithms a proof may be signed with, as metadata and challenges name them. */
  public static final String ALGORITHMS = "EdDSA Ed25519 ES256 ES384 RS256";

  private final CheckDpopProof checkDpopProof;

  public DpopHeader(CheckDpopProof checkDpopProof) {
    this.checkDpopProof = checkDpopProof;
  }

  /** What is wrong with a proof, in the words of section 5 and 8. */
  public record Fault(String error, String description) {}

  /**
   * Goes on with the proof that the request brings, if it brings one; a header with a nonce for the
   * next one is set where one is needed.
   *
   * @param uri that the client asked for
   * @param accessToken that comes with the proof
   */
  public void read(
      Call call,
      String method,
      String uri,
      Optional<String> accessToken,
      Consumer<Optional<PresentedProof>> then,
      Consumer<Fault> refused) {
    var headers = call.request().headers().getAll(NAME);
    if (headers.isEmpty()) {
      then.accept(Optional.empty());
      return;
    }
    offerNonce(call);
    if (headers.size() > 1) {
      refused.accept(invalid("there must be one DPoP header, not several"));
      return;
    }
    then.accept(
        Optional.of(checkDpopProof.presented(headers.getFirst(), method, uri, accessToken)));
  }

  /** What a client is told of a proof that is not accepted; the nonce goes into its header. */
  public static Fault fault(Call call, ProofRefusal refusal) {
    return switch (refusal) {
      case ProofRefusal.Invalid(var why) -> invalid("the DPoP proof: " + why);
      case ProofRefusal.NonceNeeded(var nonce) -> {
        call.header(NONCE, nonce);
        yield new Fault("use_dpop_nonce", "make the proof again, with the nonce of DPoP-Nonce");
      }
    };
  }

  /** Before anybody has asked, so that one round trip is spared (section 8.2). */
  public void offerNonce(Call call) {
    checkDpopProof.nextNonce().ifPresent(nonce -> call.header(NONCE, nonce));
  }

  public static Fault invalid(String description) {
    return new Fault("invalid_dpop_proof", description);
  }
}
