package dev.sojourn.application.contract;

import dev.sojourn.application.port.SessionStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/**
 * What every session store promises. A store's own test extends this and supplies the store.
 *
 * <p>Time is a value here: nothing looks at a clock, and every instant is of whole milliseconds.
 */
public abstract class SessionStoreContract {
  /** The store, as one node has it. */
  protected abstract SessionStore store();

  /** The store, as another node has it: the same data. */
  protected SessionStore secondNode() {
    return store();
  }

  /** Forgets all data; a store that is new for every test has nothing to do. */
  protected void empty() {}

  @BeforeEach
  void beginWithNothing() {
    empty();
  }

  @Nested
  class Updates extends SessionUpdateCases {
    Updates() {
      super(SessionStoreContract.this);
    }
  }

  @Nested
  class OfAUser extends SessionsOfUserCases {
    OfAUser() {
      super(SessionStoreContract.this);
    }
  }

  @Nested
  class Searches extends SessionSearchCases {
    Searches() {
      super(SessionStoreContract.this);
    }
  }

  @Nested
  class Activities extends SessionActivityCases {
    Activities() {
      super(SessionStoreContract.this);
    }
  }

  @Nested
  class Sweeps extends SessionSweepCases {
    Sweeps() {
      super(SessionStoreContract.this);
    }
  }
}
