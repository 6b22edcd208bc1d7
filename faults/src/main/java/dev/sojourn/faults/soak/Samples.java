package dev.sojourn.faults.soak;

import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.cluster.Commands;
import dev.sojourn.faults.cluster.Node;
import dev.sojourn.faults.soak.Series.Slack;
import dev.sojourn.faults.soak.Series.Unit;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures a cluster again and again, on a thread of its own.
 *
 * <p>What a heap holds is only known after a collection of all of it, so the sampler asks for one.
 * It does so seldom: a node that is collected all the time would show less memory than it takes in
 * service.
 */
final class Samples implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofSeconds(5);
  private static final int BETWEEN_COLLECTIONS = 12;

  private static final Slack RESIDENT = new Slack(0.05, 8_000_000);
  private static final Slack HEAP = new Slack(0.05, 2_000_000);
  private static final Slack THREADS = new Slack(0, 2);
  private static final Slack FILES = new Slack(0.05, 10);
  private static final Slack CONNECTIONS = new Slack(0, 3);
  private static final Slack ROWS = new Slack(0.15, 100);
  private static final Slack SIZE = new Slack(0.15, 1_000_000);

  private static final String CONNECTED =
      "select count(*) from pg_stat_activity where application_name = 'sojourn'";

  /** Tables with what belongs to them; partitions count for what they are a part of. */
  private static final String TABLES =
      """
      select c.relname, sum(pg_total_relation_size(coalesce(p.inhrelid, c.oid)))
      from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      left join pg_inherits p on p.inhparent = c.oid
      where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'flyway_schema_history'
      group by c.relname order by c.relname""";

  private record Key(String what, String where, Unit unit, Slack slack) {
    Series series(List<Long> values) {
      return new Series(what, where, unit, slack, values);
    }
  }

  private final Cluster cluster;
  private final Map<Key, List<Long>> values = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean closing;

  private Samples(Cluster cluster) {
    this.cluster = cluster;
    this.thread = Thread.ofPlatform().name("samples").start(this::run);
  }

  static Samples start(Cluster cluster) {
    return new Samples(cluster);
  }

  private void run() {
    for (var number = 0; !closing; number++) {
      var next = System.nanoTime() + BETWEEN.toNanos();
      for (var node : cluster.nodes()) {
        look(node, number % BETWEEN_COLLECTIONS == 0);
      }
      lookAtPostgres();
      Commands.pause(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
    }
  }

  private void look(Node node, boolean collects) {
    var where = "node " + node.number();
    // First, for a collection may give memory back.
    note("resident memory", where, Unit.BYTES, RESIDENT, node.resident());
    note("threads", where, Unit.NUMBER, THREADS, node.threads());
    note("open files", where, Unit.NUMBER, FILES, node.openFiles());
    note("sockets", where, Unit.NUMBER, FILES, node.sockets());
    if (collects) {
      note("heap after a collection", where, Unit.BYTES, HEAP, node.heapAfterCollection());
    }
  }

  private void lookAtPostgres() {
    try (var connection = cluster.database().connect();
        var statement = connection.createStatement()) {
      try (var rows = statement.executeQuery(CONNECTED)) {
        rows.next();
        note("connections to Postgres", "all", Unit.NUMBER, CONNECTIONS, rows.getLong(1));
      }
      var sizes = new LinkedHashMap<String, Long>();
      try (var rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          sizes.put(rows.getString(1), rows.getLong(2));
        }
      }
      for (var table : sizes.entrySet()) {
        try (var rows = statement.executeQuery("select count(*) from \"" + table.getKey() + "\"")) {
          rows.next();
          note("rows", table.getKey(), Unit.NUMBER, ROWS, rows.getLong(1));
        }
        note("size with indexes", table.getKey(), Unit.BYTES, SIZE, table.getValue());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void note(String what, String where, Unit unit, Slack slack, long value) {
    values.computeIfAbsent(new Key(what, where, unit, slack), _ -> new ArrayList<>()).add(value);
  }

  /** All that was measured until {@link #close}, one kind after the other. */
  List<Series> series() {
    var kinds = values.keySet().stream().map(Key::what).distinct().toList();
    return values.entrySet().stream()
        .map(each -> each.getKey().series(each.getValue()))
        .sorted(Comparator.comparingInt(each -> kinds.indexOf(each.what())))
        .toList();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
