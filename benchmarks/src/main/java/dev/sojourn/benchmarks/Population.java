package dev.sojourn.benchmarks;

import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import dev.sojourn.domain.token.ServerKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Sessions that were put into the table by SQL, by the million, and the tokens to them. The n-th
 * has an id and a secret that SQL and Java can both compute from n.
 */
final class Population {
  private static final byte[] KEY = new byte[32];
  static final String KEY_BASE64 = Base64.getEncoder().encodeToString(KEY);
  static final KeyRing KEYS = KeyRing.of(Map.of(new KeyId(1), new ServerKey(KEY)));
  private static final Generation FIRST = new Generation(1);
  private static final AtomicInteger NEXT = new AtomicInteger(Reads.SESSIONS);

  private final byte[][] accessTokens;
  private final byte[][] userIds;
  private final long stride;

  /** The tokens to the first so many sessions; minted beforehand, so that load costs little. */
  Population(int sessions) {
    this(sessions, 1);
  }

  /** The tokens to every {@code stride}-th session. */
  Population(int sessions, long stride) {
    this.stride = stride;
    var expiresAt = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 6 * 3600);
    accessTokens =
        IntStream.range(0, sessions)
            .parallel()
            .mapToObj(
                n ->
                    Conversation.bytes(
                        OpaqueAccessToken.mint(
                            id(n * stride), FIRST, expiresAt, secret(n * stride), KEYS)))
            .toArray(byte[][]::new);
    userIds =
        IntStream.range(0, sessions)
            .mapToObj(n -> Conversation.bytes("user-" + n * stride))
            .toArray(byte[][]::new);
  }

  /**
   * Adds sessions {@code from} to {@code to - 1} with what a login tells: on 5,000 devices, by two
   * methods, with attributes. Activity was a moment ago, and {@code sweepAt} says what the sweeper
   * thinks of them.
   *
   * @param sweepAt an SQL expression
   * @param lastActivityAt an SQL expression
   */
  static void insert(Postgres postgres, long from, long to, String sweepAt, String lastActivityAt) {
    for (var chunk = from; chunk < to; chunk += 500_000) {
      postgres.execute(
          """
          insert into session (id, user_id, policy, client_id, ip_address, device_type,
            operating_system, operating_system_version, browser, browser_version,
            authenticated_at, amr, created_at, last_activity_at, expires_at, sweep_at, secret,
            generation, seen_generation, rotated_at, exchange_tries, attributes, version)
          select ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user-' || n,
            'default', 'bench', '198.51.' || 100 + n / 250 %% 100 || '.' || n %% 250, 'desktop',
            'Windows', '10', 'Chrome', (1 + n %% 5000) || '.0.0', %1$s, E'pwd\notp', %1$s, %1$s,
            now() + interval '7 days', %2$s, sha256(int8send(n)), 1, 0, %1$s, 0, '%5$s', 1
          from generate_series(%3$d::bigint, %4$d::bigint - 1) n
          """
              .formatted(
                  lastActivityAt,
                  sweepAt,
                  chunk,
                  Math.min(to, chunk + 500_000),
                  Conversations.ATTRIBUTES));
    }
  }

  /** Very many sessions that live, into an empty table: indexes are made afterwards. */
  static void fill(Postgres postgres, long from, long to) {
    var indexes =
        "select indexdef || ';' from pg_indexes where tablename = 'session' and indexname not like"
            + " '%pkey'";
    var again = postgres.texts(indexes);
    postgres.execute(
        "drop index session_by_user, session_by_creation, session_to_sweep",
        "alter table session drop constraint session_pkey");
    insert(postgres, from, to);
    postgres.execute("alter table session add primary key (id)");
    again.forEach(postgres::execute);
  }

  /** Sessions that have ended. */
  static void insertEnded(Postgres postgres, long from, long to, int slot, String endedAt) {
    postgres.execute(
        """
        insert into ended_session (slot, id, user_id, policy, client_id, ip_address,
          authenticated_at, amr, created_at, last_activity_at, expires_at, sweep_at, secret,
          generation, seen_generation, rotated_at, exchange_tries, attributes, version, ended_at,
          end_reason)
        select %1$d, ('01890000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'user-' || n,
          'default', 'bench', '192.0.2.1', %2$s, '', %2$s, %2$s, %2$s, %2$s, sha256(int8send(n)), 1,
          0, %2$s, 0, '{}', 1, %2$s, 'logout'
        from generate_series(%3$d::bigint, %4$d::bigint - 1) n
        """
            .formatted(slot, endedAt, from, to));
  }

  /** Sessions that live. */
  static void insert(Postgres postgres, long from, long to) {
    insert(postgres, from, to, "now() + interval '1 hour'", "now()");
  }

  /**
   * Adds sessions whose first refresh token nobody has traded: a chain that another load began
   * cannot be begun again.
   *
   * @return the first of them
   */
  static int fresh(Postgres postgres, int sessions) {
    var from = NEXT.getAndAdd(sessions);
    insert(postgres, from, (long) from + sessions);
    return from;
  }

  static SessionId id(long n) {
    return new SessionId(new UUID(0x0189_0000_0000_7000L, 0x8000_0000_0000_0000L | n));
  }

  static Secret secret(long n) {
    try {
      return new Secret(
          MessageDigest.getInstance("SHA-256")
              .digest(ByteBuffer.allocate(Long.BYTES).putLong(n).array()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** The first access token of a session that may be there or not. */
  static String firstAccessToken(long n) {
    var expiresAt = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 6 * 3600);
    return OpaqueAccessToken.mint(id(n), FIRST, expiresAt, secret(n), KEYS);
  }

  /** The first refresh token of a session that may be there or not. */
  static String firstRefreshToken(long n) {
    return RefreshToken.mint(id(n), FIRST, secret(n), KEYS);
  }

  byte[] accessToken(int n) {
    return accessTokens[n];
  }

  byte[] userId(int n) {
    return userIds[n];
  }

  /** First refresh tokens of sessions {@code from} to {@code to - 1}. */
  static List<String> refreshTokens(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n -> RefreshToken.mint(id(n), FIRST, secret(n), KEYS))
        .toList();
  }

  /** Another session, far from this one; comes by all before it comes back. */
  int after(int n) {
    // A step that shares no factor with 10,000, 100,000 or a million.
    return (int) ((n + 7_919L * 13) % accessTokens.length);
  }
}
