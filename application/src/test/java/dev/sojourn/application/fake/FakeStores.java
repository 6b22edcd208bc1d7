package dev.sojourn.application.fake;

import dev.sojourn.application.port.Stores;
import java.util.concurrent.CompletableFuture;

/** A fake of each kind. */
public final class FakeStores {
  private FakeStores() {}

  /** Empty ones. */
  public static Stores create() {
    var audit = new FakeAuditStore();
    return new Stores(
        new FakeSessionStore(audit),
        new FakeAuthorizationStore(),
        new FakeLockoutStore(audit),
        new FakeSigningKeyStore(audit),
        new FakeProofStore(),
        new FakeCutOffStore(audit),
        new FakeIdempotencyStore(),
        audit,
        new FakeDeliveryStore(),
        new FakeTokenKeyStore(),
        () -> CompletableFuture.completedFuture(null));
  }
}
