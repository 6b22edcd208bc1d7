package dev.sojourn.adapters.postgres.login;

import static dev.sojourn.adapters.postgres.tables.Tables.DPOP_PROOF;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.PostgresMeter;
import dev.sojourn.adapters.postgres.batch.GroupCommit;
import dev.sojourn.adapters.postgres.batch.StoreEventLoop;
import dev.sojourn.adapters.postgres.connection.Database;
import dev.sojourn.adapters.postgres.sql.Columns;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.ProofStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Used proofs in Postgres. There is one with every request of a bound client, so in batches. */
public final class PostgresProofStore implements ProofStore {
  private static final int MOST_USES = 1000;

  private static final Sql.Rows INPUT = Sql.rows("input", DPOP_PROOF.ID, DPOP_PROOF.GOOD_UNTIL);

  /** Gives back the ids that were not there. $1: ids, $2: until when they are good. */
  public static final String USE =
      Sql.render(
          insertInto(DPOP_PROOF)
              .columns(DPOP_PROOF.ID, DPOP_PROOF.GOOD_UNTIL)
              .select(
                  select(INPUT.get(DPOP_PROOF.ID), INPUT.get(DPOP_PROOF.GOOD_UNTIL))
                      .from(INPUT.table()))
              .onConflictDoNothing()
              .returning(DPOP_PROOF.ID));

  public static String purge(int limit) {
    return Sql.deleteOldest(DPOP_PROOF, DPOP_PROOF.ID, DPOP_PROOF.GOOD_UNTIL, limit);
  }

  private final StoreEventLoop loop;
  private final Database database;
  private final PostgresMeter meter;
  private final GroupCommit<Use> uses;

  public PostgresProofStore(StoreEventLoop loop, Database database, PostgresMeter meter) {
    this.loop = loop;
    this.database = database;
    this.meter = meter;
    this.uses =
        new GroupCommit<>(
            MOST_USES,
            this::carryOut,
            (use, why) -> use.isFirst().fail(why),
            loop.line("dpop_proof_use"));
  }

  private record Use(UUID proof, Instant goodUntil, Promise<Boolean> isFirst) {}

  @Override
  public CompletionStage<Boolean> use(UUID proof, Instant goodUntil) {
    return loop.call(
        () -> {
          var isFirst = Promise.<Boolean>promise();
          uses.submit(new Use(proof, goodUntil, isFirst));
          return isFirst.future();
        });
  }

  private Future<Void> carryOut(List<Use> batch) {
    meter.sent("dpop_proof_insert", batch.size());
    // In the order of ids, so that nodes which use the same proofs wait for each other in turn.
    var ordered = batch.stream().sorted((one, other) -> one.proof.compareTo(other.proof)).toList();
    var values =
        Tuple.tuple()
            .addArrayOfUUID(Columns.uuids(ordered, Use::proof))
            .addArrayOfOffsetDateTime(Columns.instants(ordered, Use::goodUntil));
    return database
        .run(USE, values)
        .onSuccess(
            rows -> {
              var added = new HashSet<>(Database.list(rows, row -> row.getUUID(0)));
              // Of several uses within the batch, one.
              batch.forEach(use -> use.isFirst().complete(added.remove(use.proof())));
            })
        .onFailure(failure -> batch.forEach(use -> use.isFirst().fail(failure)))
        .mapEmpty();
  }

  @Override
  public CompletionStage<Integer> purge(Instant now, int limit) {
    return loop.call(
        () -> database.run(purge(limit), Tuple.of(Columns.utc(now))).map(RowSet::rowCount));
  }

  /** See {@link GroupCommit#refuseLate}. */
  public void refuseLate() {
    uses.refuseLate();
  }

  /** Completes when the line is empty. */
  public Future<Void> close() {
    return uses.idle();
  }
}
