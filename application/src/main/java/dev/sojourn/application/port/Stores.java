package dev.sojourn.application.port;

import java.util.concurrent.CompletionStage;

/** The stores of one place, which come and go together. */
public interface Stores {
  SessionStore sessions();

  AuthorizationStore authorizations();

  LockoutStore lockouts();

  SigningKeyStore signingKeys();

  ProofStore proofs();

  CutOffStore cutOffs();

  IdempotencyStore idempotency();

  AuditStore audit();

  DeliveryStore deliveries();

  TokenKeyStore tokenKeys();

  /** Completes when all that was accepted is written and every connection is given back. */
  CompletionStage<Void> close();
}
