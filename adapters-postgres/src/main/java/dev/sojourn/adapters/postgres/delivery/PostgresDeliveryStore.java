package dev.sojourn.adapters.postgres.delivery;

import static dev.sojourn.adapters.postgres.tables.Tables.DELIVERY;
import static dev.sojourn.adapters.postgres.tables.Tables.SUBSCRIBER;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.adapters.postgres.update.LockedUpdate;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeliveryStore;
import dev.sojourn.domain.delivery.Delivery;
import dev.sojourn.domain.delivery.Delivery.State;
import dev.sojourn.domain.delivery.Lease;
import dev.sojourn.domain.delivery.OrderingKey;
import dev.sojourn.domain.delivery.Outage;
import dev.sojourn.domain.delivery.Progress;
import dev.sojourn.domain.delivery.SubscriberName;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/** The progress of subscribers in Postgres; one decision on each after the other. */
public final class PostgresDeliveryStore implements DeliveryStore {
  private static final List<Field<?>> OF_SUBSCRIBER =
      List.of(
          SUBSCRIBER.NAME,
          SUBSCRIBER.POSITION,
          SUBSCRIBER.TURN_OF,
          SUBSCRIBER.TURN_UNTIL,
          SUBSCRIBER.OUTAGE_SINCE,
          SUBSCRIBER.OUTAGE_TRIES,
          SUBSCRIBER.OUTAGE_UNTIL,
          SUBSCRIBER.OUTAGE_FAULT);

  private static final List<Field<?>> OF_DELIVERY =
      List.of(
          DELIVERY.SUBSCRIBER,
          DELIVERY.NUMBER,
          DELIVERY.LANE,
          DELIVERY.TRIES,
          DELIVERY.DUE_AT,
          DELIVERY.DEAD_AT,
          DELIVERY.FAULT);

  private static final Field<String> NAME = Sql.param(1, SQLDataType.CLOB);

  static final String BY_NAME =
      Sql.render(select(OF_SUBSCRIBER).from(SUBSCRIBER).where(SUBSCRIBER.NAME.eq(NAME)));

  static final String WAITING =
      Sql.render(
          select(OF_DELIVERY)
              .from(DELIVERY)
              .where(DELIVERY.SUBSCRIBER.eq(NAME))
              .and(DELIVERY.DEAD_AT.isNull())
              .orderBy(DELIVERY.NUMBER));

  static final String WRITE_SUBSCRIBER =
      Sql.render(
          insertInto(SUBSCRIBER)
              .columns(OF_SUBSCRIBER)
              .values(params(OF_SUBSCRIBER))
              .onConflict(SUBSCRIBER.NAME)
              .doUpdate()
              .set(SUBSCRIBER.POSITION, excluded(SUBSCRIBER.POSITION))
              .set(SUBSCRIBER.TURN_OF, excluded(SUBSCRIBER.TURN_OF))
              .set(SUBSCRIBER.TURN_UNTIL, excluded(SUBSCRIBER.TURN_UNTIL))
              .set(SUBSCRIBER.OUTAGE_SINCE, excluded(SUBSCRIBER.OUTAGE_SINCE))
              .set(SUBSCRIBER.OUTAGE_TRIES, excluded(SUBSCRIBER.OUTAGE_TRIES))
              .set(SUBSCRIBER.OUTAGE_UNTIL, excluded(SUBSCRIBER.OUTAGE_UNTIL))
              .set(SUBSCRIBER.OUTAGE_FAULT, excluded(SUBSCRIBER.OUTAGE_FAULT)));

  static final String WRITE_DELIVERY =
      Sql.render(
          insertInto(DELIVERY)
              .columns(OF_DELIVERY)
              .values(params(OF_DELIVERY))
              .onConflict(DELIVERY.SUBSCRIBER, DELIVERY.NUMBER)
              .doUpdate()
              .set(DELIVERY.TRIES, excluded(DELIVERY.TRIES))
              .set(DELIVERY.DUE_AT, excluded(DELIVERY.DUE_AT))
              .set(DELIVERY.DEAD_AT, excluded(DELIVERY.DEAD_AT))
              .set(DELIVERY.FAULT, excluded(DELIVERY.FAULT)));

  /** $2: the numbers of those that were taken. */
  static final String REMOVE =
      Sql.render(
          deleteFrom(DELIVERY)
              .where(DELIVERY.SUBSCRIBER.eq(NAME))
              .and(DELIVERY.NUMBER.eq(any(Sql.param(2, Sql.arrayOf(DELIVERY.NUMBER))))));

  private static final String NAMES =
      Sql.render(select(SUBSCRIBER.NAME).from(SUBSCRIBER).orderBy(SUBSCRIBER.NAME));

  private static final String COUNT_DEAD =
      Sql.render(
          select(count())
              .from(DELIVERY)
              .where(DELIVERY.SUBSCRIBER.eq(NAME))
              .and(DELIVERY.DEAD_AT.isNotNull()));

  private static final String DEAD =
      Sql.render(
          select(OF_DELIVERY)
              .from(DELIVERY)
              .where(DELIVERY.SUBSCRIBER.eq(NAME))
              .and(DELIVERY.DEAD_AT.isNotNull())
              .and(DELIVERY.NUMBER.gt(Sql.param(2, SQLDataType.BIGINT)))
              .orderBy(DELIVERY.NUMBER)
              .limit(Sql.param(3, SQLDataType.BIGINT)));

  /** $2: which, or null for any; $3: how many. */
  private static final String DEAD_TO_REVIVE =
      Sql.render(
          select(OF_DELIVERY)
              .from(DELIVERY)
              .where(DELIVERY.SUBSCRIBER.eq(NAME))
              .and(DELIVERY.DEAD_AT.isNotNull())
              .and(
                  Sql.param(2, SQLDataType.BIGINT)
                      .isNull()
                      .or(DELIVERY.NUMBER.eq(Sql.param(2, SQLDataType.BIGINT))))
              .orderBy(DELIVERY.NUMBER)
              .limit(Sql.param(3, SQLDataType.BIGINT)));

  /** What one decision after the other waits for, for each subscriber. */
  private static final String LOCK = "sojourn subscriber ";

  private final StoreEventLoop loop;
  private final Database database;
  private final LockedUpdate updates;

  public PostgresDeliveryStore(StoreEventLoop loop, Database database, LockedUpdate updates) {
    this.updates = updates;
    this.loop = loop;
    this.database = database;
  }

  private static List<Field<?>> params(List<Field<?>> columns) {
    return IntStream.range(0, columns.size())
        .<Field<?>>mapToObj(i -> Sql.param(i + 1, columns.get(i).getDataType()))
        .toList();
  }

  @Override
  public <R> CompletionStage<R> update(
      SubscriberName name, Function<Optional<Progress>, Decision<Progress, R>> decide) {
    return loop.call(
        () ->
            updates.run(
                LOCK + name.value(),
                connection -> read(connection, name),
                decide,
                (connection, before, after) -> write(connection, name, before, after),
                (_, _, _) -> List.of()));
  }

  private static Future<Optional<Progress>> read(SqlConnection connection, SubscriberName name) {
    var of = Tuple.of(name.value());
    return Database.run(connection, BY_NAME, of)
        .compose(
            found ->
                Database.run(connection, WAITING, of)
                    .map(waiting -> Database.list(waiting, PostgresDeliveryStore::delivery))
                    .map(waiting -> progress(found, waiting)));
  }

  private static Optional<Progress> progress(RowSet<Row> found, List<Delivery> deliveries) {
    return found.size() == 0
        ? Optional.empty()
        : Optional.of(progress(found.iterator().next(), deliveries));
  }

  private static Future<?> write(
      SqlConnection connection, SubscriberName name, Optional<Progress> before, Progress after) {
    var known = before.map(Progress::deliveries).orElse(List.of());
    var removed =
        known.stream()
            .map(Delivery::number)
            .filter(number -> after.deliveries().stream().noneMatch(d -> d.number() == number))
            .toArray(Long[]::new);
    var changed =
        after.deliveries().stream().filter(delivery -> !known.contains(delivery)).toList();
    return Database.run(connection, WRITE_SUBSCRIBER, values(name, after))
        .compose(_ -> remove(connection, name, removed))
        .compose(_ -> write(connection, name, changed));
  }

  private static Future<Void> remove(
      SqlConnection connection, SubscriberName name, Long[] numbers) {
    return numbers.length == 0
        ? Future.succeededFuture()
        : Database.run(connection, REMOVE, Tuple.of(name.value()).addArrayOfLong(numbers))
            .mapEmpty();
  }

  private static Future<Void> write(
      SqlConnection connection, SubscriberName name, List<Delivery> deliveries) {
    return deliveries.isEmpty()
        ? Future.succeededFuture()
        : connection
            .preparedQuery(WRITE_DELIVERY)
            .executeBatch(deliveries.stream().map(each -> values(name, each)).toList())
            .mapEmpty();
  }

  private static Tuple values(SubscriberName name, Progress progress) {
    return Tuple.of(name.value(), progress.position())
        .addUUID(progress.lease().map(Lease::node).orElse(null))
        .addOffsetDateTime(progress.lease().map(lease -> Columns.utc(lease.until())).orElse(null))
        .addOffsetDateTime(progress.outage().map(o -> Columns.utc(o.since())).orElse(null))
        .addInteger(progress.outage().map(Outage::tries).orElse(null))
        .addOffsetDateTime(progress.outage().map(o -> Columns.utc(o.until())).orElse(null))
        .addString(progress.outage().map(Outage::fault).orElse(null));
  }

  private static Tuple values(SubscriberName name, Delivery delivery) {
    var dueAt =
        delivery.state() instanceof State.Waiting(var at)
            ? Optional.of(at)
            : Optional.<Instant>empty();
    var deadAt =
        delivery.state() instanceof State.Dead(var at)
            ? Optional.of(at)
            : Optional.<Instant>empty();
    return Tuple.of(
            name.value(), delivery.number(), delivery.orderingKey().value(), delivery.tries())
        .addOffsetDateTime(dueAt.map(Columns::utc).orElse(null))
        .addOffsetDateTime(deadAt.map(Columns::utc).orElse(null))
        .addString(delivery.fault().orElse(null));
  }

  private static Progress progress(Row row, List<Delivery> deliveries) {
    return new Progress(
        row.getLong(1),
        Optional.ofNullable(row.getUUID(2))
            .map(node -> new Lease(node, row.getOffsetDateTime(3).toInstant())),
        Optional.ofNullable(row.getOffsetDateTime(4))
            .map(
                since ->
                    new Outage(
                        since.toInstant(),
                        row.getInteger(5),
                        row.getOffsetDateTime(6).toInstant(),
                        row.getString(7))),
        deliveries);
  }

  private static Delivery delivery(Row row) {
    var dueAt = Optional.ofNullable(row.getOffsetDateTime(4));
    return new Delivery(
        row.getLong(1),
        new OrderingKey(row.getString(2)),
        row.getInteger(3),
        dueAt
            .<State>map(at -> new State.Waiting(at.toInstant()))
            .orElseGet(() -> new State.Dead(row.getOffsetDateTime(5).toInstant())),
        Optional.ofNullable(row.getString(6)));
  }

  @Override
  public CompletionStage<List<SubscriberStatus>> statuses() {
    return loop.call(
        () ->
            database
                .read(NAMES)
                .map(rows -> Database.list(rows, row -> new SubscriberName(row.getString(0))))
                .compose(names -> Future.all(names.stream().map(this::status).toList()))
                .map(CompositeFuture::<SubscriberStatus>list));
  }

  private Future<SubscriberStatus> status(SubscriberName name) {
    var of = Tuple.of(name.value());
    return Future.all(
            database.read(BY_NAME, of),
            database
                .read(WAITING, of)
                .map(rows -> Database.list(rows, PostgresDeliveryStore::delivery)),
            database.read(COUNT_DEAD, of))
        .map(
            all ->
                new SubscriberStatus(
                    name,
                    progress(all.<RowSet<Row>>resultAt(0).iterator().next(), all.resultAt(1)),
                    all.<RowSet<Row>>resultAt(2).iterator().next().getInteger(0)));
  }

  @Override
  public CompletionStage<List<Delivery>> dead(SubscriberName name, long above, int limit) {
    return loop.call(
        () ->
            database
                .read(DEAD, Tuple.of(name.value(), above, (long) limit))
                .map(rows -> Database.list(rows, PostgresDeliveryStore::delivery)));
  }

  @Override
  public CompletionStage<Integer> revive(
      SubscriberName name, Optional<Long> number, Instant now, int limit) {
    return loop.call(
        () ->
            updates.run(
                LOCK + name.value(),
                connection ->
                    Database.run(
                            connection,
                            DEAD_TO_REVIVE,
                            Tuple.of(name.value())
                                .addLong(number.orElse(null))
                                .addLong((long) limit))
                        .map(rows -> Database.list(rows, row -> delivery(row).revived(now)))
                        .compose(
                            revived -> write(connection, name, revived).map(_ -> revived.size()))));
  }

  /** $1: until when. */
  static String purge(int limit) {
    return Sql.render(
        deleteFrom(DELIVERY)
            .where(
                row(DELIVERY.SUBSCRIBER, DELIVERY.NUMBER)
                    .in(
                        select(DELIVERY.SUBSCRIBER, DELIVERY.NUMBER)
                            .from(DELIVERY)
                            .where(
                                DELIVERY.DEAD_AT.le(Sql.param(1, DELIVERY.DEAD_AT.getDataType())))
                            .orderBy(DELIVERY.DEAD_AT)
                            .limit(inline(limit)))));
  }

  @Override
  public CompletionStage<Integer> purge(Instant until, int limit) {
    return loop.call(
        () -> database.run(purge(limit), Tuple.of(Columns.utc(until))).map(RowSet::rowCount));
  }
}
