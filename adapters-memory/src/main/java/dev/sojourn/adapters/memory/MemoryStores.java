package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.Stores;
import java.util.concurrent.CompletableFuture;

/**
 * Stores that keep everything in memory, and lose it when the process ends. They answer before the
 * call returns, on the thread of the caller.
 */
public final class MemoryStores {
  private MemoryStores() {}

  /**
   * Empty stores.
   *
   * @param isAudited whether the audit trail is kept
   */
  public static Stores create(boolean isAudited) {
    var audit = new MemoryAuditStore(isAudited);
    return new Stores(
        new MemorySessionStore(audit),
        new MemoryAuthorizationStore(),
        new MemoryLockoutStore(audit),
        new MemorySigningKeyStore(audit),
        new MemoryProofStore(),
        new MemoryCutOffStore(audit),
        new MemoryIdempotencyStore(),
        audit,
        new MemoryDeliveryStore(),
        new MemoryTokenKeyStore(),
        () -> CompletableFuture.completedFuture(null));
  }
}
