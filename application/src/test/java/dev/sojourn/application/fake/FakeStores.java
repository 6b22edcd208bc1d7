package dev.sojourn.application.fake;

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

/** A fake of each kind. */
public final class FakeStores implements Stores {
  private final FakeAuditStore audit = new FakeAuditStore();
  private final SessionStore sessions = new FakeSessionStore(audit);
  private final AuthorizationStore authorizations = new FakeAuthorizationStore();
  private final LockoutStore lockouts = new FakeLockoutStore(audit);
  private final SigningKeyStore signingKeys = new FakeSigningKeyStore();
  private final ProofStore proofs = new FakeProofStore();
  private final CutOffStore cutOffs = new FakeCutOffStore(audit);
  private final IdempotencyStore idempotency = new FakeIdempotencyStore();
  private final DeliveryStore deliveries = new FakeDeliveryStore();
  private final TokenKeyStore tokenKeys = new FakeTokenKeyStore();

  @Override
  public DeliveryStore deliveries() {
    return deliveries;
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
  public TokenKeyStore tokenKeys() {
    return tokenKeys;
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedFuture(null);
  }
}
