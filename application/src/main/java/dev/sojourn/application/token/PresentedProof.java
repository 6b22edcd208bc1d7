package dev.sojourn.application.token;

import dev.sojourn.domain.dpop.KeyThumbprint;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The DPoP proof that a request brings, neither checked nor used up. The use case that takes the
 * token checks the proof after the token, and uses it up last: a stranger who has no token of ours
 * costs neither a signature check nor a row in the store.
 */
public final class PresentedProof {
  private final Supplier<Outcome> check;

  PresentedProof(Supplier<Outcome> check) {
    this.check = check;
  }

  /** What the check of a proof gives that asks no store. */
  sealed interface Outcome {
    /** The client has the key, provided that the proof has not been used before. */
    record Verified(KeyThumbprint key, Supplier<CompletionStage<Boolean>> use) implements Outcome {
      /** Uses the proof up; false if it was used before. Completes when that is durable. */
      CompletionStage<Boolean> useUp() {
        return use.get();
      }
    }

    /** The proof is not accepted. */
    record Refused(ProofRefusal refusal) implements Outcome {}
  }

  /** Form, signature, method, URI, time, token hash and nonce. */
  Outcome check() {
    return check.get();
  }

  @Override
  public String toString() {
    return "PresentedProof[hidden]";
  }
}
