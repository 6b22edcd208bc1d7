package dev.sojourn.application;

import dev.sojourn.application.contract.AuditStoreContract;
import dev.sojourn.application.contract.AuthorizationStoreContract;
import dev.sojourn.application.contract.CutOffStoreContract;
import dev.sojourn.application.contract.DeliveryStoreContract;
import dev.sojourn.application.contract.IdempotencyStoreContract;
import dev.sojourn.application.contract.LockoutStoreContract;
import dev.sojourn.application.contract.ProofStoreContract;
import dev.sojourn.application.contract.SessionStoreContract;
import dev.sojourn.application.contract.SigningKeyStoreContract;
import dev.sojourn.application.contract.TokenKeyStoreContract;
import dev.sojourn.application.fake.FakeAuditStore;
import dev.sojourn.application.fake.FakeAuthorizationStore;
import dev.sojourn.application.fake.FakeCutOffStore;
import dev.sojourn.application.fake.FakeDeliveryStore;
import dev.sojourn.application.fake.FakeIdempotencyStore;
import dev.sojourn.application.fake.FakeLockoutStore;
import dev.sojourn.application.fake.FakeProofStore;
import dev.sojourn.application.fake.FakeSessionStore;
import dev.sojourn.application.fake.FakeSigningKeyStore;
import dev.sojourn.application.fake.FakeStores;
import dev.sojourn.application.fake.FakeTokenKeyStore;
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
import org.junit.jupiter.api.Nested;

/** The fakes pass what every store passes, so what is tested with them holds with any store. */
class FakeStoresTest {
  @Nested
  class Sessions extends SessionStoreContract {
    private final SessionStore store = new FakeSessionStore();

    @Override
    protected SessionStore store() {
      return store;
    }
  }

  @Nested
  class Authorizations extends AuthorizationStoreContract {
    private final AuthorizationStore store = new FakeAuthorizationStore();

    @Override
    protected AuthorizationStore store() {
      return store;
    }
  }

  @Nested
  class SigningKeys extends SigningKeyStoreContract {
    private final SigningKeyStore store = new FakeSigningKeyStore(new FakeAuditStore());

    @Override
    protected SigningKeyStore store() {
      return store;
    }
  }

  @Nested
  class TokenKeys extends TokenKeyStoreContract {
    private final TokenKeyStore store = new FakeTokenKeyStore();

    @Override
    protected TokenKeyStore store() {
      return store;
    }
  }

  @Nested
  class CutOffs extends CutOffStoreContract {
    private final CutOffStore store = new FakeCutOffStore(new FakeAuditStore());

    @Override
    protected CutOffStore store() {
      return store;
    }
  }

  @Nested
  class Audit extends AuditStoreContract {
    private final Stores stores = FakeStores.create();

    @Override
    protected Stores stores() {
      return stores;
    }
  }

  @Nested
  public class Deliveries extends DeliveryStoreContract {
    private final DeliveryStore store = new FakeDeliveryStore();

    @Override
    protected DeliveryStore store() {
      return store;
    }
  }

  @Nested
  class Idempotency extends IdempotencyStoreContract {
    private final IdempotencyStore store = new FakeIdempotencyStore();

    @Override
    protected IdempotencyStore store() {
      return store;
    }
  }

  @Nested
  class Proofs extends ProofStoreContract {
    private final ProofStore store = new FakeProofStore();

    @Override
    protected ProofStore store() {
      return store;
    }
  }

  @Nested
  class Lockouts extends LockoutStoreContract {
    private final LockoutStore store = new FakeLockoutStore(new FakeAuditStore());

    @Override
    protected LockoutStore store() {
      return store;
    }
  }
}
