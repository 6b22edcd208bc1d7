package dev.sojourn.adapters.postgres.session;

import static dev.sojourn.adapters.postgres.sql.Columns.bytes;
import static dev.sojourn.adapters.postgres.sql.Columns.instants;
import static dev.sojourn.adapters.postgres.sql.Columns.integers;
import static dev.sojourn.adapters.postgres.sql.Columns.shorts;
import static dev.sojourn.adapters.postgres.sql.Columns.texts;
import static dev.sojourn.adapters.postgres.sql.Columns.uuids;
import static dev.sojourn.adapters.postgres.tables.Tables.ENDED_SESSION;
import static dev.sojourn.adapters.postgres.tables.Tables.SESSION;
import static org.jooq.impl.DSL.castNull;

import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import dev.sojourn.adapters.postgres.sql.Interner;
import dev.sojourn.adapters.postgres.sql.StoredJson;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Change;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.Rotation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Times;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** A session as a row of the table, and back. */
final class SessionRow {
  /** What never changes, in the order of {@link #addFixed}. */
  static final List<Field<?>> FIXED =
      List.of(SESSION.USER_ID, SESSION.POLICY, SESSION.CLIENT_ID, SESSION.CREATED_AT);

  /** What may change, in the order of {@link #addChanging}. */
  static final List<Field<?>> CHANGING =
      List.of(
          SESSION.IP_ADDRESS,
          SESSION.DEVICE_TYPE,
          SESSION.OPERATING_SYSTEM,
          SESSION.OPERATING_SYSTEM_VERSION,
          SESSION.BROWSER,
          SESSION.BROWSER_VERSION,
          SESSION.AUTHENTICATED_AT,
          SESSION.AMR,
          SESSION.ACR,
          SESSION.LAST_ACTIVITY_AT,
          SESSION.EXPIRES_AT,
          SESSION.SWEEP_AT,
          SESSION.SECRET,
          SESSION.GENERATION,
          SESSION.SEEN_GENERATION,
          SESSION.ROTATED_AT,
          SESSION.AUTHORIZATION_ID,
          SESSION.CODE_CHALLENGE,
          SESSION.EXCHANGE_TRIES,
          SESSION.EXCHANGED_AT,
          SESSION.ATTRIBUTES,
          SESSION.ACCESS_TOKEN_FORMAT,
          SESSION.DPOP_JKT);

  /** What an end adds, in the order of {@link #addEnding}. */
  static final List<Field<?>> ENDING =
      List.of(ENDED_SESSION.SLOT, ENDED_SESSION.ENDED_AT, ENDED_SESSION.END_REASON);

  /** What a refresh changes, in the order of {@link #addRotating}. */
  static final List<Field<?>> ROTATING =
      List.of(
          SESSION.LAST_ACTIVITY_AT,
          SESSION.EXPIRES_AT,
          SESSION.SWEEP_AT,
          SESSION.GENERATION,
          SESSION.SEEN_GENERATION,
          SESSION.ROTATED_AT);

  /** What is read of sessions that live, in the order in which {@link #read} takes it. */
  static final List<Field<?>> READ =
      Stream.of(List.of(SESSION.VERSION, SESSION.ID), FIXED, CHANGING)
          .<Field<?>>flatMap(List::stream)
          .toList();

  /** The same of sessions that have ended, and how they did. */
  static final List<Field<?>> READ_ENDED =
      Stream.concat(
              READ.stream().<Field<?>>map(column -> in(ENDED_SESSION, column)),
              Stream.of(ENDED_SESSION.ENDED_AT, ENDED_SESSION.END_REASON))
          .toList();

  /** What is read of sessions that live where it is put together with those that have ended. */
  static final List<Field<?>> READ_OF_ANY =
      Stream.concat(
              READ.stream(),
              Stream.<Field<?>>of(
                  castNull(ENDED_SESSION.ENDED_AT), castNull(ENDED_SESSION.END_REASON)))
          .toList();

  /** Columns of what was put together. */
  static final Field<OffsetDateTime> CREATED_AT_OF_ANY = ofAny(SESSION.CREATED_AT);

  static final Field<OffsetDateTime> LAST_ACTIVITY_AT_OF_ANY = ofAny(SESSION.LAST_ACTIVITY_AT);
  static final Field<UUID> ID_OF_ANY = ofAny(SESSION.ID);

  /** Between the methods of an authentication, none of which has a control character. */
  private static final String METHOD_END = "\n";

  private static final Optional<End> NOT_ENDED = Optional.empty();
  private static final Exchange NO_EXCHANGE = new Exchange.None();

  /** Most of the devices that come by in an hour, each a kilobyte. */
  private static final int DEVICES_SHARED = 8192;

  private static final Interner<PolicyName> POLICIES = new Interner<>();
  private static final Interner<ClientId> CLIENTS = new Interner<>();
  private static final Interner<Device> DEVICES = new Interner<>(DEVICES_SHARED);
  private static final Interner<List<String>> METHODS = new Interner<>();
  private static final Interner<Optional<String>> ACRS = new Interner<>();
  private static final Interner<Generation> GENERATIONS = new Interner<>();
  private static final Interner<Optional<Generation>> SEEN_GENERATIONS = new Interner<>();

  private SessionRow() {}

  /** The column of this name in another table. */
  static <T> Field<T> in(Table<?> table, Field<T> column) {
    return Objects.requireNonNull(table.field(column));
  }

  private static <T> Field<T> ofAny(Field<T> column) {
    return DSL.field(DSL.name(column.getName()), column.getDataType());
  }

  static Versioned<Session> read(Row row) {
    var cells = new Cells(row);
    // Arguments are evaluated from left to right, but these come in another order than the columns.
    var version = cells.number();
    var id = new SessionId(cells.uuid());
    var userId = new UserId(cells.text());
    var policy = POLICIES.of(new PolicyName(cells.text()));
    var clientId = CLIENTS.of(new ClientId(cells.text()));
    var createdAt = cells.instant();
    var origin =
        new Origin(
            clientId,
            cells.optionalText().map(IpAddress::new),
            DEVICES.of(
                new Device(
                    cells.optionalText().flatMap(DeviceType::ofWord),
                    cells.optionalText(),
                    cells.optionalText(),
                    cells.optionalText(),
                    cells.optionalText())));
    var authenticatedAt = cells.instantOr(createdAt);
    var authentication =
        new Authentication(
            authenticatedAt, METHODS.of(methods(cells.text())), ACRS.of(cells.optionalText()));
    var lastActivityAt = cells.instantOr(createdAt);
    var expiresAt = cells.instant();
    var times = new Times(createdAt, lastActivityAt, expiresAt, cells.instantOr(expiresAt));
    var secret = new Secret(cells.bytes());
    var generation = GENERATIONS.of(new Generation(cells.integer()));
    var seen =
        SEEN_GENERATIONS.of(
            Optional.of(cells.integer()).filter(value -> value > 0).map(Generation::new));
    var rotatedAt = cells.instantOr(createdAt);
    var exchange =
        exchange(
            cells.optionalText(), cells.optionalText(), cells.integer(), cells.optionalInstant());
    var attributes = attributes(cells.text());
    var terms = terms(cells.optionalText(), cells.optionalText());
    var rotation = new Rotation(secret, generation, seen, rotatedAt, terms);
    var end = cells.areLeft() ? end(cells.optionalInstant(), cells.optionalText()) : NOT_ENDED;
    return new Versioned<>(
        new Session(
            id, userId, policy, origin, authentication, times, rotation, exchange, attributes, end),
        version);
  }

  /** A row, cell by cell from the left. Positions, because a look-up by name walks all names. */
  private static final class Cells {
    private final Row row;
    private int next;

    Cells(Row row) {
      this.row = row;
    }

    boolean areLeft() {
      return next < row.size();
    }

    String text() {
      return row.getString(next++);
    }

    Optional<String> optionalText() {
      return Optional.ofNullable(row.getString(next++));
    }

    UUID uuid() {
      return row.getUUID(next++);
    }

    int integer() {
      return row.getInteger(next++);
    }

    long number() {
      return row.getLong(next++);
    }

    byte[] bytes() {
      return row.getBuffer(next++).getBytes();
    }

    Instant instant() {
      return row.getOffsetDateTime(next++).toInstant();
    }

    /** Most instants of a session are the one at which it was opened: one object is enough. */
    Instant instantOr(Instant other) {
      var instant = instant();
      return instant.equals(other) ? other : instant;
    }

    Optional<Instant> optionalInstant() {
      return Optional.ofNullable(row.getOffsetDateTime(next++)).map(OffsetDateTime::toInstant);
    }
  }

  private static List<String> methods(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(METHOD_END, -1));
  }

  private static Exchange exchange(
      Optional<String> authorizationId,
      Optional<String> challenge,
      int tries,
      Optional<Instant> exchangedAt) {
    if (authorizationId.isEmpty()) {
      return NO_EXCHANGE;
    }
    var id = new AuthorizationId(authorizationId.get());
    var codeChallenge = new CodeChallenge(challenge.orElseThrow());
    return exchangedAt
        .<Exchange>map(at -> new Exchange.Done(id, codeChallenge, at))
        .orElseGet(() -> new Exchange.Awaited(id, codeChallenge, tries));
  }

  private static TokenTerms terms(Optional<String> format, Optional<String> boundTo) {
    return format.isEmpty() && boundTo.isEmpty()
        ? TokenTerms.STANDARD
        : new TokenTerms(
            format.flatMap(AccessTokenFormat::ofWord), boundTo.map(KeyThumbprint::new));
  }

  private static Optional<End> end(Optional<Instant> at, Optional<String> reason) {
    return reason
        .flatMap(EndReason::ofWord)
        .flatMap(known -> at.map(endedAt -> new End(known, endedAt)));
  }

  private static Attributes attributes(String text) {
    return Attributes.written(text, SessionRow::json);
  }

  private static Json.Object json(String text) {
    return (Json.Object) StoredJson.read(text);
  }

  /** The same session as it would be read: in little memory, much of it shared with others. */
  static Session compact(Session session) {
    var origin = session.origin();
    var authentication = session.authentication();
    return new Session(
        session.id(),
        session.userId(),
        POLICIES.of(session.policy()),
        new Origin(CLIENTS.of(origin.clientId()), origin.ipAddress(), DEVICES.of(origin.device())),
        new Authentication(
            authentication.at(), METHODS.of(authentication.amr()), ACRS.of(authentication.acr())),
        session.times(),
        session.rotation(),
        session.exchange(),
        attributes(session.attributes().text()),
        session.end());
  }

  /** Adds the columns of {@link #FIXED}, an array each. */
  static void addFixed(Tuple tuple, Collection<Session> sessions) {
    tuple
        .addArrayOfString(texts(sessions, session -> session.userId().value()))
        .addArrayOfString(texts(sessions, session -> session.policy().value()))
        .addArrayOfString(texts(sessions, session -> session.origin().clientId().value()))
        .addArrayOfOffsetDateTime(instants(sessions, session -> session.times().createdAt()));
  }

  /** Whether {@link #ROTATING} is all that differs, but for an end. */
  static boolean isRotation(Session before, Session after) {
    return before.rotation().secret().equals(after.rotation().secret())
        && before.origin().equals(after.origin())
        && before.authentication().equals(after.authentication())
        && before.exchange().equals(after.exchange())
        && before.attributes().equals(after.attributes())
        && before.rotation().terms().equals(after.rotation().terms());
  }

  /** Whether tokens that are out are void by this change: all nodes must know at once. */
  static boolean voidsTokens(Change<Session> change) {
    return change.after().end().isPresent()
        || change.before().stream()
            .anyMatch(
                before -> !before.rotation().secret().equals(change.after().rotation().secret()));
  }

  /** Adds the columns of {@link #ROTATING}, an array each. */
  static void addRotating(Tuple tuple, Collection<Session> sessions) {
    tuple
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.times().lastActivityAt()))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.times().expiresAt()))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.times().sweepAt()))
        .addArrayOfInteger(integers(sessions, s -> s.rotation().generation().value()))
        .addArrayOfInteger(
            integers(sessions, s -> s.rotation().seen().map(Generation::value).orElse(0)))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.rotation().rotatedAt()));
  }

  /** Adds the columns of {@link #CHANGING}, an array each. */
  static void addChanging(Tuple tuple, Collection<Session> sessions) {
    tuple
        .addArrayOfString(
            texts(sessions, s -> s.origin().ipAddress().map(IpAddress::value).orElse(null)))
        .addArrayOfString(
            texts(sessions, s -> s.origin().device().type().map(DeviceType::word).orElse(null)))
        .addArrayOfString(texts(sessions, s -> s.origin().device().operatingSystem().orElse(null)))
        .addArrayOfString(
            texts(sessions, s -> s.origin().device().operatingSystemVersion().orElse(null)))
        .addArrayOfString(texts(sessions, s -> s.origin().device().browser().orElse(null)))
        .addArrayOfString(texts(sessions, s -> s.origin().device().browserVersion().orElse(null)))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.authentication().at()))
        .addArrayOfString(texts(sessions, s -> String.join(METHOD_END, s.authentication().amr())))
        .addArrayOfString(texts(sessions, s -> s.authentication().acr().orElse(null)))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.times().lastActivityAt()))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.times().expiresAt()))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.times().sweepAt()))
        .addArrayOfBuffer(bytes(sessions, s -> s.rotation().secret().bytes()))
        .addArrayOfInteger(integers(sessions, s -> s.rotation().generation().value()))
        .addArrayOfInteger(
            integers(sessions, s -> s.rotation().seen().map(Generation::value).orElse(0)))
        .addArrayOfOffsetDateTime(instants(sessions, s -> s.rotation().rotatedAt()))
        .addArrayOfString(
            texts(
                sessions,
                session ->
                    session.exchange().authorization().map(AuthorizationId::value).orElse(null)))
        .addArrayOfString(
            texts(
                sessions,
                session ->
                    switch (session.exchange()) {
                      case Exchange.None _ -> null;
                      case Exchange.Awaited awaited -> awaited.challenge().value();
                      case Exchange.Done done -> done.challenge().value();
                    }))
        .addArrayOfInteger(
            integers(
                sessions,
                s -> s.exchange() instanceof Exchange.Awaited awaited ? awaited.tries() : 0))
        .addArrayOfOffsetDateTime(
            instants(sessions, s -> s.exchange() instanceof Exchange.Done done ? done.at() : null))
        .addArrayOfString(texts(sessions, s -> s.attributes().text()))
        .addArrayOfString(
            texts(
                sessions,
                s -> s.rotation().terms().format().map(AccessTokenFormat::word).orElse(null)))
        .addArrayOfString(
            texts(
                sessions,
                s -> s.rotation().terms().boundTo().map(KeyThumbprint::value).orElse(null)));
  }

  /** Adds the columns of {@link #ENDING}, an array each. */
  static void addEnding(Tuple tuple, Collection<Session> ended, RetentionSlots ring) {
    var ends = ended.stream().map(session -> session.end().orElseThrow()).toList();
    tuple
        .addArrayOfShort(shorts(ends, end -> ring.slotOf(end.at())))
        .addArrayOfOffsetDateTime(instants(ends, End::at))
        .addArrayOfString(texts(ends, end -> end.reason().word()));
  }

  static @Nullable UUID[] ids(Collection<SessionId> ids) {
    return uuids(ids, SessionId::value);
  }
}
