package dev.sojourn.application.token;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.session.Possession;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Checks the DPoP proof that comes with an authentic refresh token or exchange code, and uses it up
 * if the session is bound to its key or is going to be. In all other cases nothing is written.
 */
final class ProofOfBinding {
  private final SessionStore sessions;
  private final PoliciesInForce policies;

  ProofOfBinding(SessionStore sessions, PoliciesInForce policies) {
    this.sessions = sessions;
    this.policies = policies;
  }

  /** What a caller has proven. */
  sealed interface Proven {
    /** The key, if one matters for this session. */
    record Key(Optional<KeyThumbprint> key) implements Proven {}

    /** The proof does not do. */
    record Refused(TokenAnswer answer) implements Proven {}
  }

  /**
   * @param isItsOwn whether the token was made for this session and the caller may have it
   */
  CompletionStage<Proven> prove(SessionId id, Predicate<Session> isItsOwn, Caller caller) {
    if (caller.proof().isEmpty()) {
      return done(new Proven.Key(Optional.empty()));
    }
    return switch (caller.proof().get().check()) {
      case PresentedProof.Outcome.Refused(var refusal) ->
          done(new Proven.Refused(new TokenAnswer.ProofRefused(refusal)));
      case PresentedProof.Outcome.Verified proof -> prove(id, isItsOwn, proof);
    };
  }

  private CompletionStage<Proven> prove(
      SessionId id, Predicate<Session> isItsOwn, PresentedProof.Outcome.Verified proof) {
    // A remembered session may be behind the others, so it is good for a yes only.
    var remembered =
        sessions.recall(id).filter(isItsOwn).filter(session -> binds(session, proof.key()));
    return remembered.isPresent()
        ? useUp(proof)
        : sessions.find(id).thenCompose(stored -> prove(stored.filter(isItsOwn), proof));
  }

  private CompletionStage<Proven> prove(
      Optional<Session> own, PresentedProof.Outcome.Verified proof) {
    if (own.isEmpty()) {
      return done(new Proven.Key(Optional.empty())); // what the token is worth is told without it
    }
    var key = Optional.of(proof.key());
    return switch (own.get().provenBy(key, policies.of(own.get()))) {
      case Possession.Missing _, Possession.OtherKey _ ->
          done(new Proven.Refused(new TokenAnswer.Invalid()));
      case Possession.Proven _ when binds(own.get(), proof.key()) -> useUp(proof);
      case Possession.Proven _ -> done(new Proven.Key(Optional.empty()));
    };
  }

  private boolean binds(Session session, KeyThumbprint key) {
    return session.provenBy(Optional.of(key), policies.of(session))
            instanceof Possession.Proven(var proven)
        && proven.rotation().terms().boundTo().equals(Optional.of(key));
  }

  private static CompletionStage<Proven> useUp(PresentedProof.Outcome.Verified proof) {
    return proof
        .useUp()
        .thenApply(
            isFirst ->
                isFirst
                    ? new Proven.Key(Optional.of(proof.key()))
                    : new Proven.Refused(new TokenAnswer.ProofRefused(CheckDpopProof.USED_BEFORE)));
  }

  private static CompletionStage<Proven> done(Proven proven) {
    return CompletableFuture.completedFuture(proven);
  }
}
