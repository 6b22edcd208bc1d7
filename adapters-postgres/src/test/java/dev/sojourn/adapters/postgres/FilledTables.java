package dev.sojourn.adapters.postgres;

import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import java.time.Instant;

/** Fills the tables by SQL, with more than a test could open one by one. */
public final class FilledTables {
  private static final String COLUMNS =
      "id, user_id, policy, client_id, ip_address, authenticated_at, amr, created_at,"
          + " last_activity_at, expires_at, sweep_at, secret, generation, seen_generation,"
          + " rotated_at, exchange_tries, attributes, version";

  /** Every user has ten sessions. */
  private static final String VALUES =
      "('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user-' || n / 10,"
          + " 'default', 'shop', '192.0.2.1', now(), '', now() - n * interval '1 ms', now(),"
          + " now() + interval '7 days', now() + n * interval '1 s', sha256(int8send(n)), 1, 0,"
          + " now(), 0, '{}', 1";

  private FilledTables() {}

  /** Sessions that live. */
  static void insert(String url, int from, int to) {
    TestPostgres.execute(
        url,
        "insert into session (%s) select %s from generate_series(%d::bigint, %d) n"
            .formatted(COLUMNS, VALUES, from, to - 1));
  }

  /** Sessions that have ended. */
  public static void insertEnded(
      String url, RetentionSlots ring, int from, int to, Instant endedAt) {
    TestPostgres.execute(
        url,
        "insert into ended_session (slot, ended_at, end_reason, %s) select %d, '%s', 'logout', %s from generate_series(%d::bigint, %d) n"
            .formatted(COLUMNS, ring.slotOf(endedAt), endedAt, VALUES, from, to - 1));
  }
}
