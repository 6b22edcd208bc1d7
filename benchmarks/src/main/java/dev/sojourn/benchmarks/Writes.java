package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Live;
import dev.sojourn.benchmarks.Conversations.Open;
import dev.sojourn.benchmarks.Conversations.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What a durable write costs beside Postgres alone. */
final class Writes {
  private static final int CONNECTIONS = 128;
  private static final int ROUNDS = 3;

  /** One row a transaction, which is what everybody does who does not gather. */
  private static final String UPDATE_ONE =
      """
      \\set n random(0, %d)
      update bench_session set generation = generation + 1, rotated_at = now()
      where id = ('01890000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid;
      """
          .formatted(Reads.SESSIONS - 1);

  /** The same row that an opening writes; its indexes are those of sessions. */
  private static final String INSERT_ONE =
      """
      insert into bench_session (id, user_id, policy, client_id, ip_address, device_type,
        operating_system, operating_system_version, browser, browser_version, authenticated_at, amr,
        created_at, last_activity_at, expires_at, sweep_at, secret, generation, seen_generation,
        rotated_at, exchange_tries, attributes, version)
      values (gen_random_uuid(), 'opened', 'default', 'bench', '198.51.100.1', 'desktop', 'Windows',
        '10', 'Chrome', '146.0.0', now(), E'pwd\\notp', now(), now(), now() + interval '7 days',
        now() + interval '1 hour', sha256('x'), 1, 0, now(), 0, '%s', 1);
      """
          .formatted(Conversations.ATTRIBUTES);

  private Writes() {}

  static List<Measured> measure(Postgres postgres, Duration stretch) {
    postgres.execute(
        "drop table if exists bench_session",
        "create table bench_session (like session including all)",
        "alter table bench_session set (fillfactor = 70)",
        "insert into bench_session select * from session limit " + Reads.SESSIONS,
        "vacuum analyze bench_session");
    var rows = new ArrayList<Measured>();
    try (var sojourn = SojournProcess.on(postgres, Map.of())) {
      // First, while nothing else writes: vacuuming after much has been opened is in the log as
      // well.
      rows.addAll(writeAheadLog(postgres, sojourn));
      rows.add(one(postgres, sojourn, stretch));
      rows.addAll(many(postgres, sojourn, stretch));
    }
    return rows;
  }

  private static List<Measured> many(Postgres postgres, SojournProcess sojourn, Duration stretch) {
    var rows = new ArrayList<Measured>();
    try (var live =
            Load.to(
                sojourn.port(),
                Conversations.each(CONNECTIONS, n -> new Live(Clients.BROWSER, n * 100)));
        var refresh = Load.to(sojourn.port(), refreshes(Clients.BROWSER, CONNECTIONS, 0, 25_000));
        var bareRefresh =
            Load.to(sojourn.port(), refreshes(Clients.BARE, CONNECTIONS, 25_000, 50_000));
        var open = Load.to(sojourn.port(), Conversations.each(CONNECTIONS, _ -> new Open()))) {
      for (var load : List.of(live, bareRefresh, refresh, open)) {
        load.warmUp();
      }
      Supplier<Duration> together =
          () -> Processes.cpu(sojourn.process()).plus(Processes.cpu(postgres.process()));
      Supplier<Duration> bare = () -> Processes.cpu(postgres.process());
      var lives = new Costs(together);
      var refreshes = new Costs(together);
      var bareRefreshes = new Costs(together);
      var opens = new Costs(together);
      var updates = new Costs(bare);
      var inserts = new Costs(bare);
      for (var round = 0; round < ROUNDS; round++) {
        lives.measure(live, stretch);
        refreshes.measure(refresh, stretch);
        bareRefreshes.measure(bareRefresh, stretch);
        updates.measure(postgres, UPDATE_ONE, CONNECTIONS, stretch);
        opens.measure(open, stretch);
        inserts.measure(postgres, INSERT_ONE, CONNECTIONS, stretch);
      }
      rows.add(
          Measured.atLeast(
              1.5,
              "durable refresh, 128 connections: rate beside pgbench updating one row each",
              refreshes.perSecond() / updates.perSecond(),
              "(" + refreshes + " beside " + updates + ")"));
      rows.add(
          Measured.atLeast(
              0.95,
              "the same beside refreshes without a browser's, a proxy's and a cookie's headers",
              refreshes.perSecond() / bareRefreshes.perSecond(),
              "(" + refreshes + " beside " + bareRefreshes + ")"));
      rows.add(
          Measured.atLeast(
              1.4,
              "durable open, 128 connections, with its audit line: rate beside pgbench inserting"
                  + " one row each",
              opens.perSecond() / inserts.perSecond(),
              "(" + opens + " beside " + inserts + ")"));
      rows.add(
          Measured.atMost(
              6,
              "CPU of a refresh, server and Postgres, beside that of /health/live with the same"
                  + " headers",
              refreshes.cpuMicros() / lives.cpuMicros(),
              "(" + refreshes + " beside " + lives + ")"));
    }
    return rows;
  }

  private static List<Measured> writeAheadLog(Postgres postgres, SojournProcess sojourn) {
    var sessions = 10_000;
    try (var refresh =
        Load.to(
            sojourn.port(), refreshes(Clients.BROWSER, CONNECTIONS, 50_000, 50_000 + sessions))) {
      postgres.execute("checkpoint");
      refresh.run(3L * sessions); // every page is in the log since the checkpoint
      var updates = "select n_tup_upd from pg_stat_user_tables where relname = 'session'";
      var hot = "select n_tup_hot_upd from pg_stat_user_tables where relname = 'session'";
      settle(postgres);
      var updatesBefore = postgres.number(updates);
      var hotBefore = postgres.number(hot);
      var before = postgres.number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
      var result = refresh.run(3L * sessions);
      var bytes =
          (postgres.number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn") - before)
              / result.answers();
      settle(postgres);
      var hotShare =
          100 * (postgres.number(hot) - hotBefore) / (postgres.number(updates) - updatesBefore);
      return List.of(
          new Measured(
              "write-ahead log of a refresh between checkpoints",
              "under 250 bytes",
              String.format(Locale.ROOT, "%.0f bytes", bytes),
              bytes < 250),
          new Measured(
              "heap-only updates of refresh and touch",
              "above 95 %",
              String.format(Locale.ROOT, "%.1f %%", hotShare),
              hotShare > 95));
    }
  }

  /** Postgres tells its counts a moment later. */
  private static void settle(Postgres postgres) {
    Postgres.pause(Duration.ofSeconds(2));
    postgres.execute("select pg_stat_clear_snapshot()");
  }

  private static Measured one(Postgres postgres, SojournProcess sojourn, Duration stretch) {
    try (var refresh = Load.to(sojourn.port(), refreshes(Clients.BROWSER, 1, 60_000, 61_000))) {
      refresh.warmUp();
      var refreshes = new ArrayList<Double>();
      var updates = new ArrayList<Double>();
      for (var round = 0; round < ROUNDS; round++) {
        refreshes.add(refresh.run(stretch).percentile(50));
        updates.add(postgres.pgbench(UPDATE_ONE, 1, stretch).p50Micros());
      }
      var ours = Costs.median(refreshes);
      var bare = Costs.median(updates);
      return Measured.atMost(
          1.5,
          "one connection: p50 of a refresh beside that of a pgbench update",
          ours / bare,
          String.format(Locale.ROOT, "(%.0f us beside %.0f us)", ours, bare));
    }
  }

  static List<Refresh> refreshes(Clients clients, int connections, int from, int to) {
    var each = (to - from) / connections;
    return Conversations.each(
        connections,
        n ->
            new Refresh(
                clients,
                from + n * each,
                Population.refreshTokens(from + n * each, from + (n + 1) * each)));
  }
}
