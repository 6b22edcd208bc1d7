package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.CutOffStore;
import dev.sojourn.application.port.IdempotencyStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.ProofStore;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.application.port.Stores;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores that keep everything in memory, and lose it when the process ends. They answer before the
 * call returns, on the thread of the caller.
 */
public final class MemoryStores implements Stores {
  private final SessionStore sessions = new MemorySessionStore();
  private final AuthorizationStore authorizations = new MemoryAuthorizationStore();
  private final LockoutStore lockouts = new MemoryLockoutStore();
  private final SigningKeyStore signingKeys = new MemorySigningKeyStore();
  private final ProofStore proofs = new MemoryProofStore();
  private final CutOffStore cutOffs = new MemoryCutOffStore();
  private final IdempotencyStore idempotency = new MemoryIdempotencyStore();

  private MemoryStores() {}

  /** Empty stores. */
  public static MemoryStores create() {
    return new MemoryStores();
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
  public CompletionStage<Void> close() {
    return CompletableFuture.completedFuture(null);
  }
}
