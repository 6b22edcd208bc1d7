package dev.sojourn.adapters.postgres.sql;

import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.conf.ParamType;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** Renders jOOQ's statements with {@code $1}, {@code $2}, ... as Postgres takes them. */
public final class Sql {
  private static final DSLContext JOOQ =
      DSL.using(
          SQLDialect.POSTGRES,
          new Settings()
              .withRenderNamedParamPrefix("$")
              .withParamType(ParamType.NAMED)
              .withRenderSchema(false));

  private Sql() {}

  public static String render(Query query) {
    return JOOQ.renderNamedParams(query);
  }

  /** {@code $n} of a type; the cast tells it to Postgres. jOOQ casts arrays by itself. */
  public static <T> Field<T> param(int n, DataType<T> type) {
    Param<T> param = DSL.param(String.valueOf(n), type);
    return type.isArray() ? param : param.cast(type);
  }

  /**
   * Deletes what is oldest, leaving to others what they are looking at. $1: until when it is old.
   *
   * <p>The limit is a part of the text, and the keys are gathered in an array: otherwise Postgres,
   * when it plans for any values, expects so many rows that it reads the table from end to end.
   *
   * @param key what names a row
   * @param at when a row became old
   */
  public static <K> String deleteOldest(
      Table<?> table, Field<K> key, Field<OffsetDateTime> at, int limit) {
    return render(
        deleteFrom(table)
            .where(
                key.eq(
                    any(
                        array(
                            select(key)
                                .from(table)
                                .where(at.le(param(1, at.getDataType())))
                                .orderBy(at)
                                .limit(inline(limit))
                                .forUpdate()
                                .skipLocked())))));
  }

  /**
   * Rows given as one array a column: {@code unnest($1, $2, ...)}.
   *
   * @param name what the rows are called in the statement
   */
  public static Rows rows(String name, Field<?>... columns) {
    return new Rows(name, 1, List.of(columns));
  }

  /**
   * Rows of arrays, whose columns have the names and types of table columns.
   *
   * @param first which parameter is the array of the first column
   */
  public record Rows(String name, int first, List<Field<?>> columns) {
    public Table<?> table() {
      var arrays = new ArrayList<Field<?>>();
      for (var column : columns) {
        arrays.add(param(first + arrays.size(), column.getDataType().getArrayDataType()));
      }
      var places = new ArrayList<String>();
      for (var i = 0; i < arrays.size(); i++) {
        places.add("{" + i + "}");
      }
      return DSL.table("unnest(" + String.join(", ", places) + ")", arrays.toArray(Field[]::new))
          .as(DSL.name(name), columns.stream().map(column -> DSL.name(column.getName())).toList());
    }

    /** The column of these rows that has the name of a table's column. */
    public <T> Field<T> get(Field<T> column) {
      return DSL.field(DSL.name(name, column.getName()), column.getDataType());
    }
  }

  /** The type of an array that is compared with {@code = any(...)}. */
  public static <T> DataType<T[]> arrayOf(Field<T> column) {
    return column.getDataType().getArrayDataType();
  }
}
