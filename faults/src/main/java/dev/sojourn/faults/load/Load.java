package dev.sojourn.faults.load;

import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.cluster.Commands;
import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.History;
import dev.sojourn.faults.history.Operation;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Clients of all kinds on a cluster, each on threads of its own, until they are told to stop. */
public final class Load {
  /** When all is stopped, how long for nodes to be asked again for what is not answered. */
  private static final Duration LAST_TRIES = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final Mix mix;
  private final History history = new History();
  private final List<Thread> threads = new ArrayList<>();
  private final String name = Long.toString(System.nanoTime(), 36);
  private volatile boolean stopping;
  private volatile long stoppedAt;
  private volatile long giveUpAt = Long.MAX_VALUE;

  private Load(Cluster cluster, Mix mix) {
    this.cluster = cluster;
    this.mix = mix;
  }

  /**
   * How many of each kind.
   *
   * @param patience how long they wait for an answer
   * @param stuck how long honest clients take a request without an answer to be still under way
   */
  public record Mix(
      int honest,
      int racers,
      int watchers,
      int guessers,
      int rushers,
      int backends,
      Duration patience,
      Duration stuck) {
    private static final Duration USUAL = Duration.ofMillis(2_500);

    /** What most runs use: no request is held up for longer by any of their faults. */
    public static final Mix STANDARD = new Mix(160, 24, 16, 8, 0, 0, USUAL, Duration.ofSeconds(8));

    /** More than can be served; they wait longer than anybody should have to. */
    public static final Mix CROWD =
        new Mix(20, 0, 8, 0, 1_500, 0, Duration.ofSeconds(10), Duration.ofSeconds(8));

    /** The same, and they wait for an answer as long as one may take. */
    public static final Mix PATIENT =
        new Mix(160, 24, 16, 8, 0, 0, Duration.ofSeconds(15), Duration.ofSeconds(8));

    /** Clients that refresh on at once while an earlier request of theirs is held up. */
    public static final Mix HURRIED = new Mix(200, 0, 0, 0, 0, 0, USUAL, Duration.ZERO);

    /** All that there is to ask for, well below what can be served. */
    public static final Mix STEADY = new Mix(24, 4, 3, 2, 0, 3, USUAL, Duration.ofSeconds(8));
  }

  /** Begins. */
  public static Load start(Cluster cluster, Mix mix) {
    var load = new Load(cluster, mix);
    load.begin(mix.honest(), "honest", i -> new HonestClient(load, i % 5 == 0 ? 3 : 1));
    load.begin(mix.racers(), "racer", _ -> new Racer(load));
    load.begin(mix.watchers(), "watcher", _ -> new Watcher(load));
    load.begin(mix.guessers(), "guesser", i -> new Guesser(load, load.name + "-" + i));
    load.begin(mix.rushers(), "rusher", _ -> new Rusher(load));
    load.begin(mix.backends(), "backend", i -> new Backend(load, "backend-" + i));
    return load;
  }

  private void begin(int number, String what, IntFunction<Runnable> client) {
    for (var i = 0; i < number; i++) {
      threads.add(Thread.ofVirtual().name(what + "-" + i).start(client.apply(i)));
    }
  }

  Api api(Actor actor) {
    return new Api(history, actor, cluster.ports(), mix.patience());
  }

  Mix mix() {
    return mix;
  }

  boolean goesOn() {
    return !stopping;
  }

  /** A user whom nobody else has. */
  String newUser() {
    return name + "-" + history.nextId();
  }

  /** Somewhere. */
  int anyNode() {
    return ThreadLocalRandom.current().nextInt(Cluster.NODES);
  }

  static void pause(int fromMillis, int toMillis) {
    Commands.pause(Duration.ofMillis(ThreadLocalRandom.current().nextInt(fromMillis, toMillis)));
  }

  /**
   * Asks again, another node each time, until there is an answer; empty if there is none until the
   * load is over.
   */
  Optional<Operation> persist(Duration between, IntFunction<Operation> ask) {
    var node = anyNode();
    while (true) {
      var operation = ask.apply(node);
      if (!operation.isUnknown()) {
        return Optional.of(operation);
      }
      if (stopping && System.nanoTime() - giveUpAt > 0) {
        return Optional.empty();
      }
      node = (node + 1) % Cluster.NODES;
      var millis = (int) between.toMillis();
      pause(millis, millis + 150);
    }
  }

  /**
   * Lets all clients finish what they are at, reads from the database what there is of each session
   * at the end, and gives all that happened.
   */
  public List<Operation> stop() {
    stoppedAt = System.nanoTime();
    giveUpAt = stoppedAt + LAST_TRIES.toNanos();
    stopping = true;
    for (var thread : threads) {
      try {
        if (!thread.join(LAST_TRIES.plus(Duration.ofSeconds(20)))) {
          throw new IllegalStateException(thread.getName() + " does not come to an end");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    readSessions();
    return history.operations();
  }

  /** The longest time in which no node acknowledged any write while all clients were at work. */
  public Duration longestWithoutService() {
    var times =
        LongStream.concat(
                history.operations().stream()
                    .filter(each -> each.call().writes() && !each.isUnknown())
                    .mapToLong(Operation::endedAt)
                    .filter(at -> at < stoppedAt),
                LongStream.of(stoppedAt))
            .sorted()
            .toArray();
    return Duration.ofNanos(
        IntStream.range(1, times.length).mapToLong(i -> times[i] - times[i - 1]).max().orElse(0));
  }

  /** All that has happened so far. */
  public List<Operation> operations() {
    return history.operations();
  }

  /** Has an operator do something to the database, and writes down when. */
  public Operation operate(Call call, Runnable work) {
    var id = history.nextId();
    var startedAt = System.nanoTime();
    work.run();
    var operation =
        new Operation(
            id,
            Actor.OPERATOR,
            "the database",
            -1,
            call,
            startedAt,
            System.nanoTime(),
            new Answer.Done());
    history.add(operation);
    return operation;
  }

  /** Somebody who looks after what a restore has lost. */
  public Auditor auditor() {
    return new Auditor(this);
  }

  private void readSessions() {
    var sessions =
        history.operations().stream()
            .filter(each -> each.call() instanceof Call.Open && !each.isUnknown())
            .map(Operation::subject)
            .toList();
    var startedAt = System.nanoTime();
    var stored = new HashMap<String, Answer>();
    try (var connection = cluster.database().connect();
        var statement =
            connection.prepareStatement(
                """
                select id, generation, null as end_reason from session where id = any(?)
                union all
                select id, generation, end_reason from ended_session where id = any(?)""")) {
      var ids = connection.createArrayOf("uuid", sessions.stream().map(UUID::fromString).toArray());
      statement.setArray(1, ids);
      statement.setArray(2, ids);
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          stored.put(
              rows.getString(1),
              new Answer.Stored(rows.getInt(2), Optional.ofNullable(rows.getString(3))));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    for (var session : sessions) {
      history.add(
          new Operation(
              history.nextId(),
              Actor.READER,
              session,
              -1,
              new Call.Look(),
              startedAt,
              System.nanoTime(),
              stored.getOrDefault(session, new Answer.Gone())));
    }
  }
}
