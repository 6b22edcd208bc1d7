package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.ProofStore;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.application.port.Stores;
import dev.sojourn.application.port.TokenKeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores that keep everything in memory, and lose it when the process ends. They answer before the
 * call returns, on the thread of the caller.
 */
public final class MemoryStores implements Stores {
  private final MemoryAuditStore audit;
  private final SessionStore sessions;
  private final AuthorizationStore authorizations;
  private final LockoutStore lockouts;
  private final SigningKeyStore signingKeys;
  private final ProofStore proofs;
  private final CutOffStore cutOffs;
  private final IdempotencyStore idempotency;
  private final DeliveryStore deliveries;
  private final TokenKeyStore tokenKeys;

  private MemoryStores(boolean isAudited) {
    audit = new MemoryAuditStore(isAudited);
    sessions = new MemorySessionStore(audit);
    authorizations = new MemoryAuthorizationStore();
    lockouts = new MemoryLockoutStore(audit);
    signingKeys = new MemorySigningKeyStore(audit);
    proofs = new MemoryProofStore();
    cutOffs = new MemoryCutOffStore(audit);
    idempotency = new MemoryIdempotencyStore();
    deliveries = new MemoryDeliveryStore();
    tokenKeys = new MemoryTokenKeyStore();
  }

  /**
   * Empty stores.
   *
   * @param isAudited whether the audit trail is kept
   */
  public static MemoryStores create(boolean isAudited) {
    return new MemoryStores(isAudited);
  }

  @Override
  public SessionStore sessions() {
    return sessions;
  }

  @Override
  public AuthorizationStore authorizations() {
    return authorizations;
  }

  @Override
  public LockoutStore lockouts() {
    return lockouts;
  }

  @Override
  public SigningKeyStore signingKeys() {
    return signingKeys;
  }

  @Override
  public ProofStore proofs() {
    return proofs;
  }

  @Override
  public CutOffStore cutOffs() {
    return cutOffs;
  }

  @Override
  public IdempotencyStore idempotency() {
    return idempotency;
  }

  @Override
  public AuditStore audit() {
    return audit;
  }

  @Override
  public DeliveryStore deliveries() {
    return deliveries;
  }

  @Override
  public TokenKeyStore tokenKeys() {
    return tokenKeys;
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedFuture(null);
  }
}
