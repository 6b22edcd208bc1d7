package dev.sojourn.adapters.memory;

import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.sojourn.application.fake.FakeSessionStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Whatever several threads do with a few sessions at once, each gets an answer that it could have
 * got if they had done it one after the other: Lincheck makes up the threads, runs them in many
 * orders, and looks for an order of the calls in which the plain store of one map and one lock
 * answers the same.
 */
class MemorySessionStoreLincheckTest {
  private static final List<String> COLLECTIONS =
      List.of(
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ConcurrentSkipList",
          "java.util.concurrent.CompletableFuture",
          "java.util.concurrent.atomic.LongAdder",
          "java.util.concurrent.atomic.Striped64");

  /**
   * Lincheck's own limit, of some seconds, is over on a slow machine while it prepares the classes
   * that it meets first. The method is meant for Lincheck itself, hence its name.
   */
  private static final Duration HUNG_AFTER = Duration.ofMinutes(10);

  private static final UserId USER = new UserId("ada");
  private static final List<Session> SESSIONS =
      Stream.generate(() -> session().of(USER).build()).limit(2).toList();

  @Test
  void changesOfASessionAreOneAfterTheOtherAndReadersSeeThem() {
    check(OneByOne.class, PlainOneByOne.class);
  }

  @Test
  void changesOfAllSessionsOfAUserAreOneAfterTheOther() {
    check(OfAUser.class, PlainOfAUser.class);
  }

  @Test
  void whatIsForgottenMeanwhileCanBeOpenedAgain() {
    check(Forgetting.class, PlainForgetting.class);
  }

  /** In chosen orders of few steps, and in whatever orders the processors make of many. */
  private static void check(Class<?> inMemory, Class<?> plain) {
    checking()
        .iterations(2)
        .invocationsPerIteration(25)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(0)
        .invocationTimeout$lincheck(HUNG_AFTER.toMillis())
        .sequentialSpecification(plain)
        .check(inMemory);
    new StressOptions()
        .iterations(3)
        .invocationsPerIteration(300)
        .threads(3)
        .actorsPerThread(3)
        .invocationTimeout$lincheck(HUNG_AFTER.toMillis())
        .sequentialSpecification(plain)
        .check(inMemory);
  }

  /**
   * Threads take turns within our own classes only: each call of the JDK's concurrent collections
   * is one step, as it promises, and values do not change at all.
   */
  private static ModelCheckingOptions checking() {
    return new ModelCheckingOptions()
        .addGuarantee(
            forClasses(name -> COLLECTIONS.stream().anyMatch(name::startsWith))
                .allMethods()
                .treatAsAtomic())
        .addGuarantee(
            forClasses(name -> name.startsWith("dev.sojourn.domain.")).allMethods().ignore());
  }

  /** What several threads do, on any store. */
  @Param(name = "session", gen = IntGen.class, conf = "0:1")
  public abstract static class Operations {
    final SessionStore store;

    Operations(SessionStore store) {
      this.store = store;
    }

    /** Opens it, where it may. */
    @Operation
    public abstract boolean open(@Param(name = "session") int session);

    /** The generation that it leads to; 0 if there is none, -1 if it has ended. */
    @Operation
    public int refresh(@Param(name = "session") int session) {
      return now(
          store.update(
              SESSIONS.get(session).id(),
              stored ->
                  stored
                      .map(MemorySessionStoreLincheckTest::refreshed)
                      .orElseGet(() -> Decision.unchanged(0))));
    }

    @Operation
    public boolean end(@Param(name = "session") int session) {
      return now(
          store.update(
              SESSIONS.get(session).id(),
              stored ->
                  stored.filter(one -> one.end().isEmpty()).isPresent()
                      ? Decision.store(stored.get().endedBy(new End(EndReason.LOGOUT, T0)), true)
                      : Decision.unchanged(false)));
    }

    /** Once all threads are done, what sessions are found by agrees with the sessions. */
    @Validate
    public void everySessionIsFoundByWhatItIs() {
      var all = SESSIONS.stream().flatMap(one -> now(store.find(one.id())).stream()).toList();
      var unended = all.stream().filter(one -> one.end().isEmpty()).map(Session::id).toList();
      require(now(store.ofUser(USER, 10)).size() == all.size());
      require(Set.copyOf(now(store.unendedOfUser(USER))).equals(Set.copyOf(unended)));
      require(
          now(store.countUnended()).getOrDefault(PolicyName.DEFAULT, 0L) == (long) unended.size());
      require(now(store.nextDue()).isPresent() == !unended.isEmpty());
    }

    private static void require(boolean holds) {
      if (!holds) {
        throw new IllegalStateException("an index is not what the sessions are");
      }
    }

    static <R> R now(CompletionStage<R> answered) {
      return answered.toCompletableFuture().join();
    }
  }

  private static Decision<Session, Integer> refreshed(Session session) {
    var presented = session.rotation().generation();
    return switch (session.refresh(presented, T0, EffectiveRules.of(SessionPolicy.DEFAULT))) {
      case RefreshOutcome.Rotated(var next) ->
          Decision.store(next, next.rotation().generation().value());
      case RefreshOutcome.Refused _, RefreshOutcome.Replayed _, RefreshOutcome.Unknown _ ->
          Decision.unchanged(-1);
    };
  }

  /** Sessions by themselves, with readers, who wait for nobody. */
  public abstract static class OneByOneOperations extends Operations {
    OneByOneOperations(SessionStore store) {
      super(store);
    }

    @Override
    @Operation
    public boolean open(@Param(name = "session") int session) {
      return now(store.open(SESSIONS.get(session), Cause.sweeper(T0)));
    }

    @Operation
    public String find(@Param(name = "session") int session) {
      return now(store.find(SESSIONS.get(session).id()))
          .map(one -> one.rotation().generation().value() + " " + one.end().map(End::reason))
          .orElse("none");
    }
  }

  /** Sessions of a user who may have one at a time. */
  public abstract static class OfAUserOperations extends Operations {
    OfAUserOperations(SessionStore store) {
      super(store);
    }

    @Override
    @Operation
    public boolean open(@Param(name = "session") int session) {
      return now(
          store.updateAll(
              USER,
              PolicyName.DEFAULT,
              theirs ->
                  theirs.isEmpty() && now(store.find(SESSIONS.get(session).id())).isEmpty()
                      ? Decision.store(List.of(SESSIONS.get(session)), true)
                      : Decision.unchanged(false)));
    }

    @Operation
    public int endAll() {
      return now(
          store.updateAll(
              USER,
              PolicyName.DEFAULT,
              theirs ->
                  Decision.store(
                      theirs.stream()
                          .map(one -> one.endedBy(new End(EndReason.REVOKED, T0)))
                          .toList(),
                      theirs.size())));
    }
  }

  /** With a sweeper that forgets what has ended, one session at a time. */
  public abstract static class ForgettingOperations extends Operations {
    ForgettingOperations(SessionStore store) {
      super(store);
    }

    @Override
    @Operation
    public boolean open(@Param(name = "session") int session) {
      return now(
          store.update(
              SESSIONS.get(session).id(),
              stored ->
                  stored.isEmpty()
                      ? Decision.store(SESSIONS.get(session), true)
                      : Decision.unchanged(false)));
    }

    @Operation
    public int forget() {
      return now(store.purge(T0, 1));
    }
  }

  public static final class OneByOne extends OneByOneOperations {
    public OneByOne() {
      super(new MemorySessionStore(new MemoryAuditStore(true)));
    }
  }

  public static final class PlainOneByOne extends OneByOneOperations {
    public PlainOneByOne() {
      super(new FakeSessionStore());
    }
  }

  public static final class OfAUser extends OfAUserOperations {
    public OfAUser() {
      super(new MemorySessionStore(new MemoryAuditStore(true)));
    }
  }

  public static final class PlainOfAUser extends OfAUserOperations {
    public PlainOfAUser() {
      super(new FakeSessionStore());
    }
  }

  public static final class Forgetting extends ForgettingOperations {
    public Forgetting() {
      super(new MemorySessionStore(new MemoryAuditStore(true)));
    }
  }

  public static final class PlainForgetting extends ForgettingOperations {
    public PlainForgetting() {
      super(new FakeSessionStore());
    }
  }
}
