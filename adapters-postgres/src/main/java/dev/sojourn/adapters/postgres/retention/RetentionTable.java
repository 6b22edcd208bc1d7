package dev.sojourn.adapters.postgres.retention;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.select;

import dev.sojourn.adapters.postgres.sql.Sql;
import java.time.OffsetDateTime;
import org.jooq.Field;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/**
 * A table that is kept in an {@link RetentionSlots}, and how what is old in it is found.
 *
 * @param key what names a row
 * @param at when a row became old
 */
public record RetentionTable<K>(
    Table<?> table, Field<Short> slot, Field<K> key, Field<OffsetDateTime> at) {
  /** A partition smaller than this is not worth the lock. */
  private static final long WORTH_EMPTYING_BYTES = 1 << 20;

  /** Deletes some that are old enough. $1: until when. */
  public String delete(int limit) {
    return Sql.deleteOldest(table, key, at, limit);
  }

  /** Partitions in which all are old enough. $1: until when. */
  public String toEmpty() {
    return Sql.render(
        RetentionSlots.slots().stream()
            .map(this::ifToEmpty)
            .reduce(Select::unionAll)
            .orElseThrow());
  }

  /** The slot, if its partition takes space and nothing in it is to be kept. */
  Select<Record1<Integer>> ifToEmpty(int which) {
    var until = Sql.param(1, at.getDataType());
    return select(inline(which))
        .where(
            field("pg_relation_size({0})", SQLDataType.BIGINT, inline(partition(which)))
                .ge(inline(WORTH_EMPTYING_BYTES)))
        .and(
            // The latest, which an index knows; for any later one, Postgres might read them all.
            coalesce(
                    field(select(max(at)).from(table).where(slot.eq(inline((short) which)))), until)
                .le(until));
  }

  String partition(int which) {
    return table.getName() + "_" + which;
  }
}
