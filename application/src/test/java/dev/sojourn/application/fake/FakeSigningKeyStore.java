package dev.sojourn.application.fake;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SigningKeyStore;
import dev.sojourn.domain.audit.AuditTrail;
import dev.sojourn.domain.token.SigningKeys;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** One value and one lock; counts how often it is looked into. */
public final class FakeSigningKeyStore implements SigningKeyStore {
  private final FakeAuditStore audit;
  private SigningKeys keys = new SigningKeys(List.of());
  private int looks;
  private long changes;
  private boolean hears = true;

  public FakeSigningKeyStore(FakeAuditStore audit) {
    this.audit = audit;
  }

  @Override
  public synchronized OptionalLong changes() {
    return hears ? OptionalLong.of(changes) : OptionalLong.empty();
  }

  /** Whether it hears of what other nodes change. */
  public synchronized void hears(boolean is) {
    hears = is;
  }

  @Override
  public synchronized CompletionStage<SigningKeys> all() {
    looks++;
    return CompletableFuture.completedFuture(keys);
  }

  @Override
  public synchronized <R> CompletionStage<R> update(
      Function<SigningKeys, Decision<SigningKeys, R>> decide) {
    try {
      var decision = decide.apply(keys);
      if (decision instanceof Decision.Store<SigningKeys, R> store) {
        audit.keep(store.trail(keys, AuditTrail::ofSigningKeys));
        keys = store.value();
        changes++;
      }
      return CompletableFuture.completedFuture(decision.result());
    } catch (RuntimeException thrownByDecision) {
      return CompletableFuture.failedFuture(thrownByDecision);
    }
  }

  /** How often {@link #all} was called. */
  public synchronized int looks() {
    return looks;
  }
}
