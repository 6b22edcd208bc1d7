package dev.sojourn.faults;

import static dev.sojourn.faults.cluster.Commands.pause;

import dev.sojourn.faults.Fault.Step;
import dev.sojourn.faults.check.Promise;
import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.load.Load;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bug that Sojourn does not have, put in from outside: a run with it has to show the promise
 * broken, or the suite sees nothing.
 *
 * @param clients who works on the cluster meanwhile
 * @param shows the promises of which one at least has to be found broken
 */
record Plant(Fault fault, Load.Mix clients, Set<Promise> shows, boolean everythingIsAnswered) {
  private static final Step NOTHING = (_, _) -> {};

  private static final String NO_GUARD =
      """
      create function no_guard() returns trigger language plpgsql as
      $$ begin new.version := old.version; return new; end $$\
      """;

  private static final String COUNTS_TOO_FAR =
      """
      create function counts_too_far() returns trigger language plpgsql as $$
      begin
        if new.generation > old.generation and random() < 0.02 then
          new.generation := new.generation + 2;
        end if;
        return new;
      end $$\
      """;

  static List<Plant> all() {
    return List.of(deaf(), noGuard(), notDurable(), countsTooFar(), silent(), knowsNoPauses());
  }

  /** One node does not hear of ends, and believes that it does. */
  private static Plant deaf() {
    return new Plant(
        new Fault(
            "planted: announcements get lost on the way to a node",
            (cluster, _) -> cluster.node(2).network().dropNotifications(true),
            (_, timeline) -> {
              timeline.note("node 2 hears nothing");
              pause(Duration.ofSeconds(3));
            },
            (cluster, _) -> cluster.node(2).network().dropNotifications(false)),
        Load.Mix.STANDARD,
        Set.of(Promise.REVOKED),
        false);
  }

  /** The version of a row never moves, so that no write finds that another was faster. */
  private static Plant noGuard() {
    return new Plant(
        new Fault(
            "planted: writes are not guarded by a version",
            (cluster, _) ->
                cluster
                    .postgres()
                    .execute(
                        NO_GUARD,
                        "create trigger no_guard before update on session for each row execute"
                            + " function no_guard()",
                        "create trigger no_guard before update on lockout for each row execute"
                            + " function no_guard()"),
            (_, timeline) -> {
              timeline.note("versions stay as they are");
              pause(Duration.ofSeconds(5));
            },
            (cluster, _) -> cluster.postgres().execute("drop function no_guard() cascade")),
        Load.Mix.STANDARD,
        Set.of(Promise.ATOMIC),
        false);
  }

  /** Postgres acknowledges what is not on its disk, and is killed. */
  private static Plant notDurable() {
    return new Plant(
        new Fault(
            "planted: Postgres does not wait for its disk",
            (cluster, _) -> commits(cluster, "off", "10s"),
            (cluster, timeline) -> {
              for (var i = 0; i < 2; i++) {
                timeline.note("kill -9 all of Postgres");
                cluster.postgres().kill();
                cluster.postgres().startAgain();
                timeline.note("it is started");
                pause(Duration.ofSeconds(2));
              }
            },
            (cluster, _) -> commits(cluster, "on", "200ms")),
        Load.Mix.STANDARD,
        Set.of(Promise.DURABLE),
        false);
  }

  private static void commits(Cluster cluster, String synchronous, String writerDelay) {
    cluster
        .postgres()
        .execute(
            "alter system set synchronous_commit = " + synchronous,
            "alter system set wal_writer_delay = '" + writerDelay + "'",
            "alter system set wal_writer_flush_after = '256MB'",
            "select pg_reload_conf()");
    pause(Duration.ofMillis(500));
  }

  /** The store counts generations that nobody was given. */
  private static Plant countsTooFar() {
    return new Plant(
        new Fault(
            "planted: rotations count too far",
            (cluster, _) ->
                cluster
                    .postgres()
                    .execute(
                        COUNTS_TOO_FAR,
                        "create trigger counts_too_far before update on session for each row"
                            + " execute function counts_too_far()"),
            (_, timeline) -> {
              timeline.note("one rotation in fifty");
              pause(Duration.ofSeconds(3));
            },
            (cluster, _) -> cluster.postgres().execute("drop function counts_too_far() cascade")),
        Load.Mix.STANDARD,
        Set.of(Promise.NOT_LOGGED_OUT),
        false);
  }

  /** A node takes requests and answers none. */
  private static Plant silent() {
    return new Plant(
        new Fault(
            "planted: a node does not answer",
            NOTHING,
            (cluster, timeline) -> {
              timeline.note("stop node 0");
              cluster.node(0).freeze();
              pause(Duration.ofSeconds(3));
              timeline.note("go on");
              cluster.node(0).thaw();
            },
            NOTHING),
        Load.Mix.STANDARD,
        Set.of(Promise.BOUNDED),
        true);
  }

  /**
   * A node carries out what had to wait while it was paused, though its clients have gone elsewhere
   * long ago: their old tokens look stolen.
   */
  private static Plant knowsNoPauses() {
    return new Plant(
        new Fault(
            "planted: a node does not know that it was paused",
            (cluster, _) -> {
              cluster.node(1).terminate();
              cluster
                  .node(1)
                  .startAgain(Map.of("SOJOURN_JAVA_OPTS", "-Dsojourn.longestUnread=P1D"));
            },
            Fault.heldUp().strike(),
            (cluster, _) -> {
              cluster.node(1).terminate();
              cluster.node(1).startAgain(Map.of());
            }),
        Load.Mix.HURRIED,
        Set.of(Promise.NOT_LOGGED_OUT),
        false);
  }
}
