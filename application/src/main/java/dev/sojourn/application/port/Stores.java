package dev.sojourn.application.port;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The stores of one place, which come and go together.
 *
 * @param closing what {@link #close} does
 */
public record Stores(
    SessionStore sessions,
    AuthorizationStore authorizations,
    LockoutStore lockouts,
    SigningKeyStore signingKeys,
    ProofStore proofs,
    CutOffStore cutOffs,
    IdempotencyStore idempotency,
    AuditStore audit,
    DeliveryStore deliveries,
    TokenKeyStore tokenKeys,
    Supplier<CompletionStage<Void>> closing) {

  /** Completes when all that was accepted is written and every connection is given back. */
  public CompletionStage<Void> close() {
    return closing.get();
  }
}
