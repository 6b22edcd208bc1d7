package dev.sojourn.adapters.postgres.sql;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows column by column, an array each, as {@code unnest} takes them. Loops instead of streams: a
 * batch of openings has 36 columns.
 */
public final class Columns {
  private Columns() {}

  public static <R> @Nullable String[] texts(
      Collection<R> rows, Function<R, @Nullable String> column) {
    return of(rows, column, String[]::new);
  }

  public static <R> @Nullable Integer[] integers(
      Collection<R> rows, Function<R, @Nullable Integer> column) {
    return of(rows, column, Integer[]::new);
  }

  public static <R> @Nullable Long[] longs(Collection<R> rows, Function<R, @Nullable Long> column) {
    return of(rows, column, Long[]::new);
  }

  public static <R> @Nullable Short[] shorts(
      Collection<R> rows, Function<R, @Nullable Short> column) {
    return of(rows, column, Short[]::new);
  }

  public static <R> @Nullable UUID[] uuids(Collection<R> rows, Function<R, @Nullable UUID> column) {
    return of(rows, column, UUID[]::new);
  }

  public static <R> @Nullable Buffer[] bytes(Collection<R> rows, Function<R, byte[]> column) {
    return of(rows, row -> Buffer.buffer(column.apply(row)), Buffer[]::new);
  }

  public static <R> @Nullable OffsetDateTime[] instants(
      Collection<R> rows, Function<R, @Nullable Instant> column) {
    return of(
        rows,
        row -> {
          var instant = column.apply(row);
          return instant == null ? null : utc(instant);
        },
        OffsetDateTime[]::new);
  }

  public static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static <R, T> @Nullable T[] of(
      Collection<R> rows, Function<R, @Nullable T> column, IntFunction<@Nullable T[]> array) {
    var cells = array.apply(rows.size());
    var next = 0;
    for (var row : rows) {
      cells[next] = column.apply(row);
      next++;
    }
    return cells;
  }
}
