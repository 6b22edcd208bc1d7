package dev.sojourn.adapters.http.request;

import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.UrlBase64;
import dev.sojourn.domain.token.KeyRing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where a list goes on, for which filter: opaque to callers, marked so that a changed one is
 * refused.
 *
 * @param filter the parameters of the query that it belongs to
 * @param position of the last item of the page
 */
public record Cursor(Map<String, String> filter, String position) {
  private static final String PURPOSE = "cursor";

  /** No name or value of a query has it. */
  private static final String END = "\n";

  public Cursor {
    filter = new TreeMap<>(filter);
  }

  public String text(KeyRing keys) {
    var payload =
        (filter.entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue() + END)
                    .collect(Collectors.joining())
                + position)
            .getBytes(StandardCharsets.UTF_8);
    var mark = keys.mark(PURPOSE, payload);
    var bytes = Arrays.copyOf(mark, mark.length + payload.length);
    System.arraycopy(payload, 0, bytes, mark.length, payload.length);
    return UrlBase64.encode(bytes);
  }

  static Parsed<Cursor> parse(String text, KeyRing keys) {
    return UrlBase64.decode(text).map(bytes -> parse(bytes, keys)).orElseGet(Cursor::invalid);
  }

  private static Parsed<Cursor> parse(byte[] bytes, KeyRing keys) {
    if (bytes.length < KeyRing.MARK_LENGTH) {
      return invalid();
    }
    var mark = Arrays.copyOf(bytes, KeyRing.MARK_LENGTH);
    var payload = Arrays.copyOfRange(bytes, KeyRing.MARK_LENGTH, bytes.length);
    if (!keys.hasMarked(mark, PURPOSE, payload)) {
      return invalid();
    }
    var parts = new String(payload, StandardCharsets.UTF_8).split(END, -1);
    var filter = new TreeMap<String, String>();
    for (var i = 0; i < parts.length - 1; i++) {
      var equals = parts[i].indexOf('=');
      filter.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
    }
    return new Parsed.Valid<>(new Cursor(filter, parts[parts.length - 1]));
  }

  private static Parsed<Cursor> invalid() {
    return new Parsed.Invalid<>("is not a cursor of this list");
  }

  /**
   * The query that a page belongs to: its own parameters, or those that its cursor carries. Another
   * filter than the cursor's is a fault.
   *
   * @param ofPage parameters that may differ from page to page
   */
  public static Query resume(Query query, KeyRing keys, Set<String> ofPage) {
    var cursor = query.optional("cursor", text -> parse(text, keys));
    if (cursor.isEmpty()) {
      return query;
    }
    var own = new TreeMap<>(query.values());
    own.keySet().removeAll(ofPage);
    if (!own.isEmpty() && !own.equals(cursor.get().filter())) {
      query.fault("cursor", "belongs to another filter");
    }
    var resumed = new TreeMap<>(query.values());
    resumed.putAll(cursor.get().filter());
    return query.with(resumed);
  }

  /** The position that a query goes on from, if it has a cursor. */
  public static Optional<String> position(Query query, KeyRing keys) {
    return query.optional("cursor", text -> parse(text, keys)).map(Cursor::position);
  }

  /** The filter of a query, without what may differ from page to page. */
  public static Map<String, String> filter(Query query, Set<String> ofPage) {
    var filter = new TreeMap<>(query.values());
    filter.keySet().removeAll(ofPage);
    return filter;
  }
}
