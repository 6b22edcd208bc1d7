package dev.sojourn.benchmarks;

import dev.sojourn.benchmarks.Conversations.Verify;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the sweeper costs: beside bare SQL, and to everybody who works meanwhile. */
final class Sweeping {
  private static final long SESSIONS = 5_000_000;
  private static final long OVERDUE = 1_000_000;
  private static final int BATCH = 1_000;
  private static final int VERIFYING = 8;
  private static final int REFRESHING = 8;
  private static final int ROUNDS = 5;

  /** The whole of what a batch of the sweeper does, in one statement and without looking. */
  private static final String BARE =
      """
      with due as (
        select id from session where sweep_at <= now() order by sweep_at limit %d
        for update skip locked),
      gone as (delete from session using due where session.id = due.id returning session.*),
      written as (
        insert into ended_session (slot, id, user_id, policy, client_id, ip_address, device_type,
          operating_system, operating_system_version, browser, browser_version, authenticated_at,
          amr, acr, created_at, last_activity_at, expires_at, sweep_at, secret, generation,
          seen_generation, rotated_at, authorization_id, code_challenge, exchange_tries,
          exchanged_at, attributes, version, ended_at, end_reason)
        select 0, id, user_id, policy, client_id, ip_address, device_type, operating_system,
          operating_system_version, browser, browser_version, authenticated_at, amr, acr,
          created_at, last_activity_at, expires_at, sweep_at, secret, generation, seen_generation,
          rotated_at, authorization_id, code_challenge, exchange_tries, exchanged_at, attributes,
          version + 1, now(), 'idle_timeout'
        from gone returning id),
      message as (
        select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint) || ';'
          || string_agg(cast(id as text), ',') as ended
        from (select id, row_number() over () / 200 as n from written) as told group by n)
      select count(*), (select count(cast(pg_notify('sojourn_ended', ended) as text)) from message)
      from written\
      """
          .formatted(BATCH);

  private Sweeping() {}

  static List<Measured> measure(Postgres server, Duration stretch) {
    var swept = server.database("swept");
    try (var sojourn = SojournProcess.on(swept, Map.of())) {
      System.out.println("schema for the sweeper in " + sojourn.startedIn());
    }
    Population.fill(swept, 0, SESSIONS - OVERDUE);
    swept.execute("vacuum analyze session");
    var rows = new ArrayList<Measured>();
    rows.add(rate(swept));
    rows.addAll(meanwhile(swept, stretch));
    swept.drop();
    return rows;
  }

  /** The live sessions stay the same; what was overdue is gone after it. */
  private static Measured rate(Postgres swept) {
    addOverdue(swept, OVERDUE);
    swept.execute("vacuum analyze session");
    var bare = swept.copy("swept_bare");
    var bareRate = OVERDUE / seconds(() -> sweepBare(bare));
    bare.drop();
    swept.execute("checkpoint");
    final double ourRate;
    try (var sojourn = SojournProcess.on(swept, quickly())) {
      ourRate = OVERDUE / seconds(() -> awaitSwept(swept));
    }
    return Measured.atLeast(
        0.8,
        "sweeper, 1 million overdue among 5 million: rate beside bare SQL in batches",
        ourRate / bareRate,
        String.format(Locale.ROOT, "(%,.0f/s beside %,.0f/s)", ourRate, bareRate));
  }

  /** Stretches with and without sweeping take turns, because the machine is shared. */
  private static List<Measured> meanwhile(Postgres swept, Duration stretch) {
    var population = new Population(Reads.SESSIONS);
    var quiet = new Latencies();
    var busy = new Latencies();
    try (var sojourn = SojournProcess.on(swept, quickly());
        var verify =
            Load.to(
                sojourn.port(),
                Conversations.each(
                    VERIFYING, n -> new Verify(Clients.BROWSER, population, n * 1000)));
        var refresh =
            Load.to(
                sojourn.port(), Writes.refreshes(Clients.BROWSER, REFRESHING, 200_000, 240_000))) {
      verify.warmUp();
      refresh.warmUp();
      for (var round = 0; round < ROUNDS; round++) {
        quiet.measure(verify, refresh, stretch);
        addOverdue(swept, OVERDUE / 4);
        busy.measure(verify, refresh, stretch);
        if (overdue(swept) == 0) {
          throw new IllegalStateException("all was swept before the end");
        }
        awaitSwept(swept);
      }
    }
    return List.of(
        grown("verify", quiet.verify, busy.verify), grown("refresh", quiet.refresh, busy.refresh));
  }

  private static Measured grown(String what, List<Double> quiet, List<Double> busy) {
    var before = Costs.median(quiet);
    var meanwhile = Costs.median(busy);
    return Measured.atMost(
        1.33,
        "p99 of " + what + " while the sweeper works beside without",
        meanwhile / before,
        String.format(Locale.ROOT, "(%,.0f us beside %,.0f us)", meanwhile, before));
  }

  private record Latencies(List<Double> verify, List<Double> refresh) {
    Latencies() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void measure(Load verifying, Load refreshing, Duration stretch) {
      verify.add(verifying.run(stretch).percentile(99));
      refresh.add(refreshing.run(stretch).percentile(99));
    }
  }

  private static Map<String, String> quickly() {
    return Map.of("SOJOURN_SWEEP_INTERVAL", "PT1S", "SOJOURN_SWEEP_BATCH", String.valueOf(BATCH));
  }

  private static void addOverdue(Postgres swept, long sessions) {
    var from =
        (long)
            swept.number(
                "select 10000000 + count(*) from (select from ended_session union all select from"
                    + " session) x");
    Population.insert(
        swept, from, from + sessions, "now() - interval '1 hour'", "now() - interval '2 days'");
  }

  private static double overdue(Postgres swept) {
    return swept.number(
        "select count(*) from (select from session where sweep_at <= now() limit 1) as due");
  }

  private static void sweepBare(Postgres bare) {
    try (var connection = bare.connect();
        var statement = connection.prepareStatement(BARE)) {
      while (true) {
        try (var rows = statement.executeQuery()) {
          rows.next();
          if (rows.getInt(1) == 0) {
            return;
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitSwept(Postgres swept) {
    var end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    while (overdue(swept) > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("sweeps for too long; see /tmp/sojourn-bench.log");
      }
      Postgres.pause(Duration.ofMillis(50));
    }
  }

  private static double seconds(Runnable work) {
    var began = System.nanoTime();
    work.run();
    return (System.nanoTime() - began) / 1e9;
  }
}
