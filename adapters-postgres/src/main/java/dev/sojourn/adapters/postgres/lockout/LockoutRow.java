package dev.sojourn.adapters.postgres.lockout;

import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.domain.lockout.CounterKey;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.lockout.Failures;
import dev.sojourn.domain.lockout.KnownAddress;
import dev.sojourn.domain.lockout.Lockout;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.session.IpAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is remembered of a subject as a row of the table, and back. Known addresses and failures are
 * JSON in one row, because they are decided on together and searched by neither.
 */
final class LockoutRow {
  private LockoutRow() {}

  /** Takes version, subject, known_addresses, failures, kept_until. */
  static Versioned<Lockout> read(Row row) {
    var known =
        new JsonArray(row.getString(2))
            .stream()
                .map(JsonObject.class::cast)
                .map(
                    address ->
                        new KnownAddress(
                            new IpAddress(address.getString("network")),
                            Instant.parse(address.getString("last_at"))))
                .toList();
    var failures =
        new JsonArray(row.getString(3))
            .stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(LockoutRow::key, LockoutRow::failures));
    var lockout =
        new Lockout(
            new Subject(row.getString(1)), known, failures, row.getOffsetDateTime(4).toInstant());
    return new Versioned<>(lockout, row.getLong(0));
  }

  private static CounterKey key(JsonObject count) {
    return new CounterKey(
        Factor.ofWord(count.getString("factor")).orElseThrow(),
        Optional.ofNullable(count.getString("network")).map(IpAddress::new));
  }

  private static Failures failures(JsonObject count) {
    return new Failures(
        count.getInteger("count"),
        Instant.parse(count.getString("last_at")),
        Optional.ofNullable(count.getString("locked_until")).map(Instant::parse));
  }

  static String knownAddresses(Lockout lockout) {
    var addresses = new JsonArray();
    lockout
        .known()
        .forEach(
            known ->
                addresses.add(
                    new JsonObject()
                        .put("network", known.network().value())
                        .put("last_at", known.lastAt().toString())));
    return addresses.encode();
  }

  static String failures(Lockout lockout) {
    var counts = new JsonArray();
    lockout
        .failures()
        .forEach(
            (key, failures) ->
                counts.add(
                    new JsonObject()
                        .put("factor", key.factor().word())
                        .put("network", key.network().map(IpAddress::value).orElse(null))
                        .put("count", failures.count())
                        .put("last_at", failures.lastAt().toString())
                        .put(
                            "locked_until",
                            failures.lockedUntil().map(Instant::toString).orElse(null))));
    return counts.encode();
  }
}
