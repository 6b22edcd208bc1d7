package dev.sojourn.faults;

import static dev.sojourn.faults.cluster.Commands.pause;

import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.cluster.CpuLimit;
import dev.sojourn.faults.cluster.FakeClock;
import dev.sojourn.faults.cluster.Node;
import dev.sojourn.faults.cluster.Patroni;
import dev.sojourn.faults.load.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Something that happens to a cluster while it works.
 *
 * @param prepare what is done before clients come
 * @param strike what happens while they work; when it returns the cause is gone
 * @param restore what is done when they are gone
 */
record Fault(String name, Step prepare, Step strike, Step restore) {

  /** Part of a fault. */
  interface Step {
    void on(Cluster cluster, Timeline timeline);
  }

  private static final Step NOTHING = (_, _) -> {};

  static final String FAILOVER = "switchover and failover of two Postgres";

  private static final String KILL_LISTENERS =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sojourn' and (query like 'listen%' or query like '% as heard_until')\
      """;

  private static final String KILL_SOME =
      """
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'sojourn' and random() < 0.3\
      """;

  private static Fault of(String name, Step strike) {
    return new Fault(name, NOTHING, strike, NOTHING);
  }

  /** Those that the short run has. */
  static List<Fault> few() {
    return List.of(killNode(), killPostgres(), listenersKilled(), cut());
  }

  /** All on one cluster; clock and disk need more. */
  static List<Fault> all() {
    return List.of(
        calm(),
        killNode(),
        killPostgres(),
        freezeNode(),
        freezePostgres(),
        cut(),
        delayed(),
        halfOpen(),
        listenersKilled(),
        someConnectionsKilled(),
        rollingRestart());
  }

  static Fault calm() {
    return of(
        "calm",
        (_, timeline) -> {
          timeline.note("nothing");
          pause(Duration.ofSeconds(6));
        });
  }

  static Fault killNode() {
    return of(
        "kill -9 of a node",
        (cluster, timeline) -> {
          for (var node = 0; node < 2; node++) {
            timeline.note("kill -9 node " + node);
            cluster.node(node).kill();
            pause(Duration.ofSeconds(1));
            timeline.note("start node " + node);
            cluster.node(node).startAgain();
            timeline.note("it is ready");
            pause(Duration.ofSeconds(1));
          }
        });
  }

  static Fault killPostgres() {
    return of(
        "kill -9 of Postgres",
        (cluster, timeline) -> {
          for (var i = 0; i < 2; i++) {
            timeline.note("kill -9 all of Postgres");
            cluster.postgres().kill();
            pause(Duration.ofMillis(500));
            timeline.note("start it");
            cluster.postgres().startAgain();
            timeline.note("it is started");
            pause(Duration.ofSeconds(2));
          }
        });
  }

  private static Fault freezeNode() {
    return of(
        "SIGSTOP of a node for 5 s",
        (cluster, timeline) -> {
          timeline.note("stop node 1");
          cluster.node(1).freeze();
          pause(Duration.ofSeconds(5));
          timeline.note("go on");
          cluster.node(1).thaw();
          pause(Duration.ofSeconds(3));
        });
  }

  /** Many clients, and nothing else. */
  static Fault crowd() {
    return of(
        "a crowd",
        (_, timeline) -> {
          timeline.note(Load.Mix.CROWD.rushers() + " clients without a pause");
          pause(Duration.ofSeconds(5));
        });
  }

  /** The same where they come faster than they can be served, for nobody can be. */
  static Fault overload() {
    return of(
        "SIGSTOP of Postgres for 4 s under a crowd",
        (cluster, timeline) -> {
          timeline.note("Postgres stands still");
          cluster.postgres().freeze();
          pause(Duration.ofSeconds(4));
          timeline.note("it goes on");
          cluster.postgres().thaw();
          pause(Duration.ofSeconds(3));
        });
  }

  /** The same where clients do not wait until what they asked cannot be carried out any more. */
  static Fault heldUp() {
    return of("SIGSTOP of a node for 5 s, and clients that go on at once", freezeNode().strike());
  }

  /** The same where each request has to be answered in time. */
  static Fault unanswered() {
    return of(
        "connections to Postgres half-open, and every request is answered", halfOpen().strike());
  }

  /** As on a machine that is short of everything, or where a hypervisor has others to serve. */
  static Fault pausedAgainAndAgain() {
    return of(
        "a node is paused for 2.5 s of every 3 s",
        (cluster, timeline) -> {
          timeline.note("node 1 begins to pause");
          for (var i = 0; i < 5; i++) {
            cluster.node(1).freeze();
            pause(Duration.ofMillis(2_500));
            cluster.node(1).thaw();
            pause(Duration.ofMillis(500));
          }
          timeline.note("it goes on");
          pause(Duration.ofSeconds(2));
        });
  }

  /** As in a container. */
  static Fault limited(CpuLimit limit, double cores) {
    return of(
        "a node with a CPU limit of " + cores + " cores",
        (cluster, timeline) -> {
          timeline.note("limit node 1");
          cluster.node(1).limit(limit);
          try {
            pause(Duration.ofSeconds(15));
          } finally {
            cluster.node(1).unlimit(limit);
          }
          timeline.note("limit it no more");
          pause(Duration.ofSeconds(2));
        });
  }

  private static Fault freezePostgres() {
    return of(
        "SIGSTOP of Postgres for 3 s",
        (cluster, timeline) -> {
          timeline.note("stop");
          cluster.postgres().freeze();
          pause(Duration.ofSeconds(3));
          timeline.note("go on");
          cluster.postgres().thaw();
          pause(Duration.ofSeconds(2));
        });
  }

  static Fault cut() {
    return of(
        "connections to Postgres cut",
        (cluster, timeline) -> {
          for (var node : List.of(0, 2)) {
            timeline.note("cut node " + node + " off");
            cluster.node(node).network().cut();
            pause(Duration.ofSeconds(2));
            timeline.note("mend");
            cluster.node(node).network().mend();
            pause(Duration.ofSeconds(1));
          }
        });
  }

  private static Fault delayed() {
    return of(
        "connections to Postgres slow",
        (cluster, timeline) -> {
          timeline.note("all that Postgres says to node 1 comes 50 ms late");
          cluster.node(1).network().delay(Duration.ofMillis(50));
          pause(Duration.ofSeconds(5));
          timeline.note("mend");
          cluster.node(1).network().mend();
        });
  }

  private static Fault halfOpen() {
    return of(
        "connections to Postgres half-open",
        (cluster, timeline) -> {
          timeline.note("node 1's connections fall silent, new ones are good");
          cluster.node(1).network().silence();
          pause(Duration.ofSeconds(7));
          timeline.note("node 1 " + (cluster.node(1).isReady() ? "is" : "is not") + " ready again");
          timeline.note("the silent ones are reset");
          cluster.node(1).network().mend();
          pause(Duration.ofSeconds(1));
        });
  }

  static Fault listenersKilled() {
    return of(
        "listening connections killed",
        (cluster, timeline) -> {
          for (var i = 0; i < 8; i++) {
            timeline.note("terminate");
            cluster.postgres().execute(KILL_LISTENERS);
            pause(Duration.ofMillis(700));
          }
        });
  }

  private static Fault someConnectionsKilled() {
    return of(
        "connections killed at random",
        (cluster, timeline) -> {
          timeline.note("terminate some, twenty times");
          for (var i = 0; i < 20; i++) {
            cluster.postgres().execute(KILL_SOME);
            pause(Duration.ofMillis(250));
          }
          timeline.note("no more");
        });
  }

  private static Fault rollingRestart() {
    return of(
        "rolling restart",
        (cluster, timeline) -> {
          for (var i = 0; i < Cluster.NODES; i++) {
            timeline.note("SIGTERM node " + i);
            cluster.node(i).terminate();
            cluster.node(i).startAgain();
            timeline.note("ready again");
            pause(Duration.ofMillis(500));
          }
        });
  }

  static Fault clockSteps(FakeClock clock) {
    return new Fault(
        "clock steps of a node by 5 s",
        (cluster, _) -> {
          cluster.node(2).terminate();
          cluster.node(2).startAgain(clock.settings());
        },
        (cluster, timeline) -> {
          for (var seconds : List.of(5, -5, 0)) {
            clock.step(seconds);
            pause(Duration.ofSeconds(3));
            timeline.note(
                "node 2's clock is %+d s off, and says %+.1f s"
                    .formatted(seconds, clock.measure(cluster.node(2))));
          }
        },
        (cluster, _) -> {
          cluster.node(2).terminate();
          cluster.node(2).startAgain(Map.of());
        });
  }

  /** The two ways in which a standby becomes the primary, and the old one a standby. */
  static Fault failover(Patroni patroni) {
    return of(
        FAILOVER,
        (_, timeline) -> {
          timeline.note("switch over");
          patroni.switchOver();
          timeline.note("switched over");
          patroni.awaitStandby();
          timeline.note("the old primary is the standby");
          pause(Duration.ofSeconds(3));
          timeline.note("kill -9 all of the primary and its Patroni");
          var killed = patroni.failOver();
          timeline.note("the standby has taken over");
          pause(Duration.ofSeconds(3));
          timeline.note("start the killed one");
          patroni.rejoin(killed);
          patroni.awaitStandby();
          timeline.note("it is the standby");
        });
  }

  static Fault diskFull() {
    return of(
        "disk of Postgres full",
        (cluster, timeline) -> {
          timeline.note("fill it");
          cluster.fillDisk();
          pause(Duration.ofSeconds(4));
          timeline.note("give the room back");
          var fell = cluster.emptyDisk();
          timeline.note(fell ? "Postgres had ended, started" : "Postgres went on by itself");
          cluster.nodes().forEach(Node::awaitReady);
          pause(Duration.ofSeconds(2));
        });
  }
}
