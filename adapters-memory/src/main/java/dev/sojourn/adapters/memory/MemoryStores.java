package dev.sojourn.adapters.memory;

import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.LockoutStore;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Stores;
import java.util.concurrent.CompletionStage;

/** Stores that keep everything in memory, and lose it when the process ends. */
public final class MemoryStores implements Stores {
  private MemoryStores() {}

  /** Empty stores. */
  public static MemoryStores create() {
    return new MemoryStores();
  }

  @Override
  public SessionStore sessions() {
    throw new UnsupportedOperationException();
  }

  @Override
  public AuthorizationStore authorizations() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LockoutStore lockouts() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> close() {
    throw new UnsupportedOperationException();
  }
}
