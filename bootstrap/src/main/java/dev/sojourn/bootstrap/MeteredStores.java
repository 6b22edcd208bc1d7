package dev.sojourn.bootstrap;

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
import java.util.concurrent.CompletionStage;

/** Stores, whatever they are made of, whose calls are measured. */
final class MeteredStores implements Stores {
  private final Stores stores;
  private final SessionStore sessions;
  private final AuthorizationStore authorizations;
  private final LockoutStore lockouts;
  private final SigningKeyStore signingKeys;
  private final ProofStore proofs;
  private final CutOffStore cutOffs;
  private final IdempotencyStore idempotency;
  private final AuditStore audit;
  private final DeliveryStore deliveries;
  private final TokenKeyStore tokenKeys;

  MeteredStores(Stores stores, StoreMeter meter) {
    this.stores = stores;
    this.sessions = new MeteredSessionStore(stores.sessions(), meter);
    this.authorizations = new MeteredAuthorizationStore(stores.authorizations(), meter);
    this.lockouts = new MeteredLockoutStore(stores.lockouts(), meter);
    this.signingKeys = new MeteredSigningKeyStore(stores.signingKeys(), meter);
    this.proofs = new MeteredProofStore(stores.proofs(), meter);
    this.cutOffs = new MeteredCutOffStore(stores.cutOffs(), meter);
    this.idempotency = new MeteredIdempotencyStore(stores.idempotency(), meter);
    this.audit = new MeteredAuditStore(stores.audit(), meter);
    this.deliveries = new MeteredDeliveryStore(stores.deliveries(), meter);
    this.tokenKeys = new MeteredTokenKeyStore(stores.tokenKeys(), meter);
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
    return stores.close();
  }
}
