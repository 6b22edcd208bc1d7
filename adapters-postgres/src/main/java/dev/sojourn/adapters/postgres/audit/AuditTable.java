package dev.sojourn.adapters.postgres.audit;

import static dev.sojourn.adapters.postgres.sql.Columns.instants;
import static dev.sojourn.adapters.postgres.sql.Columns.shorts;
import static dev.sojourn.adapters.postgres.sql.Columns.texts;
import static dev.sojourn.adapters.postgres.sql.Columns.uuids;
import static dev.sojourn.adapters.postgres.tables.Tables.AUDIT;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.retention.RetentionSlots;
import dev.sojourn.adapters.postgres.sql.Sql;
import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.audit.AuditTarget;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * The audit trail as rows. They are written by the statements that do what they tell of: {@link
 * #recording} is a part of each.
 */
public final class AuditTable {
  private static final List<Field<?>> WRITTEN =
      List.of(
          AUDIT.SLOT,
          AUDIT.AT,
          AUDIT.ACTOR_TYPE,
          AUDIT.ACTOR,
          AUDIT.ACTION,
          AUDIT.SESSION_ID,
          AUDIT.USER_ID,
          AUDIT.POLICY,
          AUDIT.CLIENT_ID,
          AUDIT.SUBJECT,
          AUDIT.KEY_ID,
          AUDIT.IP_ADDRESS,
          AUDIT.REASON);

  /** In the order of {@link #read}: the number, and what is written but the slot. */
  static final List<Field<?>> READ =
      Stream.concat(
              Stream.<Field<?>>of(AUDIT.NUMBER),
              WRITTEN.stream().filter(column -> !column.equals(AUDIT.SLOT)))
          .toList();

  private static final String ENTRY = "entry";

  /** Writes lines, whatever else is done; {@link #add}. */
  public static final String WRITE = Sql.render(write(1, DSL.noCondition()));

  private final Optional<RetentionSlots> ring;

  /**
   * @param ring where lines are kept; empty if none are
   */
  public AuditTable(Optional<RetentionSlots> ring) {
    this.ring = ring;
  }

  /**
   * A part of a statement that writes the lines of what it does.
   *
   * @param first which parameter is the first of {@link #add}
   * @param about the column that says what a line is about
   * @param written selects of what was done
   */
  public static String recording(int first, Field<?> about, String written) {
    var isDone =
        DSL.condition("{0} in (" + written + ")", new Sql.Rows(ENTRY, first, WRITTEN).get(about));
    return "recorded as (" + Sql.render(write(first, isDone)) + ")";
  }

  private static Query write(int first, Condition condition) {
    var entries = new Sql.Rows(ENTRY, first, WRITTEN);
    return insertInto(AUDIT)
        .columns(WRITTEN)
        .select(
            select(WRITTEN.stream().map(entries::get).toList())
                .from(entries.table())
                .where(condition));
  }

  /** Adds the lines, an array for each column. */
  public Tuple add(Tuple tuple, List<AuditEntry> trail) {
    var entries = ring.isEmpty() ? List.<AuditEntry>of() : trail;
    return tuple
        .addArrayOfShort(shorts(entries, entry -> ring.orElseThrow().slotOf(entry.at())))
        .addArrayOfOffsetDateTime(instants(entries, AuditEntry::at))
        .addArrayOfString(texts(entries, entry -> entry.actor().word()))
        .addArrayOfString(texts(entries, entry -> entry.actor().which().orElse(null)))
        .addArrayOfString(texts(entries, entry -> entry.action().word()))
        .addArrayOfUUID(
            uuids(entries, e -> e.about().sessionId().map(SessionId::value).orElse(null)))
        .addArrayOfString(texts(entries, e -> e.about().userId().map(UserId::value).orElse(null)))
        .addArrayOfString(
            texts(entries, e -> e.about().policy().map(PolicyName::value).orElse(null)))
        .addArrayOfString(
            texts(entries, e -> e.about().clientId().map(ClientId::value).orElse(null)))
        .addArrayOfString(texts(entries, e -> e.about().subject().map(Subject::value).orElse(null)))
        .addArrayOfString(
            texts(entries, e -> e.about().keyId().map(KeyThumbprint::value).orElse(null)))
        .addArrayOfString(texts(entries, e -> e.from().map(IpAddress::value).orElse(null)))
        .addArrayOfString(texts(entries, entry -> entry.reason().orElse(null)));
  }

  static Kept read(Row row) {
    var about =
        new AuditTarget(
            Optional.ofNullable(row.getUUID(5)).map(SessionId::new),
            text(row, 6).map(UserId::new),
            text(row, 7).map(PolicyName::new),
            text(row, 8).map(ClientId::new),
            // In the normal form of today, whatever it was when the line was written.
            text(row, 9).flatMap(subject -> Subject.parse(subject).valid()),
            text(row, 10).map(KeyThumbprint::new));
    return new Kept(
        row.getLong(0),
        new AuditEntry(
            row.getOffsetDateTime(1).toInstant(),
            Actor.of(row.getString(2), text(row, 3)),
            Action.ofWord(row.getString(4)).orElseThrow(),
            about,
            text(row, 11).map(IpAddress::new),
            text(row, 12)));
  }

  private static Optional<String> text(Row row, int column) {
    return Optional.ofNullable(row.getString(column));
  }
}
