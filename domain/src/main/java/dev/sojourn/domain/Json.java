package dev.sojourn.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value (RFC 8259). Numbers are what all readers agree on (RFC 7493, section 2.2): whole
 * numbers of 64 bits, or finite IEEE 754 doubles.
 */
public sealed interface Json {

  /** A string. */
  record Text(String value) implements Json {}

  /** A whole number. */
  record Whole(long value) implements Json {}

  /** A number with a fraction or beyond 64 bits; finite. */
  record Real(double value) implements Json {
    public Real {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("must be a finite number");
      }
    }
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Json {}

  /** {@code null}. */
  record Null() implements Json {}

  /** A list of values. */
  record Array(List<Json> items) implements Json {
    public Array {
      items = List.copyOf(items);
    }
  }

  /**
   * Values by name, in the order in which they were written; equality does not look at the order.
   */
  record Object(Map<String, Json> members) implements Json {
    /** {@code {}}. */
    public static final Object EMPTY = new Object(Map.of());

    public Object {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /**
     * This object after a JSON merge patch (RFC 7396, section 2): members of the patch replace
     * ours, {@code null} removes one, objects are merged member by member.
     */
    public Object mergedWith(Object patch) {
      var merged = new LinkedHashMap<>(members);
      patch.members.forEach(
          (name, value) -> {
            switch (value) {
              case Null _ -> merged.remove(name);
              case Object inner ->
                  merged.put(name, objectOrEmpty(merged.get(name)).mergedWith(inner));
              case Text _, Whole _, Real _, Bool _, Array _ -> merged.put(name, value);
            }
          });
      return new Object(merged);
    }

    private static Object objectOrEmpty(@Nullable Json value) {
      return value instanceof Object object ? object : EMPTY;
    }
  }

  /** How deep arrays and objects are nested: 0 for a scalar, 1 for an object of scalars. */
  default int depth() {
    return switch (this) {
      case Array(var items) -> 1 + deepest(items);
      case Object(var members) -> 1 + deepest(members.values());
      case Text _, Whole _, Real _, Bool _, Null _ -> 0;
    };
  }

  private static int deepest(Collection<Json> values) {
    var deepest = 0;
    for (var value : values) {
      deepest = Math.max(deepest, value.depth());
    }
    return deepest;
  }

  /** The text without white space, members in their order. */
  default String compact() {
    var out = new StringBuilder();
    writeOn(out);
    return out.toString();
  }

  private void writeOn(StringBuilder out) {
    switch (this) {
      case Text(var value) -> quote(value, out);
      case Whole(var value) -> out.append(value);
      case Real(var value) -> out.append(value);
      case Bool(var value) -> out.append(value);
      case Null _ -> out.append("null");
      case Array(var items) -> {
        out.append('[');
        var separator = "";
        for (var item : items) {
          out.append(separator);
          item.writeOn(out);
          separator = ",";
        }
        out.append(']');
      }
      case Object(var members) -> {
        out.append('{');
        var separator = "";
        for (var member : members.entrySet()) {
          out.append(separator);
          quote(member.getKey(), out);
          out.append(':');
          member.getValue().writeOn(out);
          separator = ",";
        }
        out.append('}');
      }
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /**
   * The value of what JSON libraries read: maps, lists, strings, numbers, booleans and null.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Json of(java.lang.@Nullable Object plain) {
    return switch (plain) {
      case null -> new Null();
      case Json json -> json;
      case String text -> new Text(text);
      case Boolean bool -> new Bool(bool);
      case Integer number -> new Whole(number);
      case Long number -> new Whole(number);
      case Number number -> new Real(number.doubleValue());
      case List<?> items -> {
        var values = new ArrayList<Json>();
        items.forEach(item -> values.add(of(item)));
        yield new Array(values);
      }
      case Map<?, ?> map -> {
        var members = new LinkedHashMap<String, Json>();
        map.forEach((name, value) -> members.put(String.valueOf(name), of(value)));
        yield new Object(members);
      }
      default -> throw new IllegalArgumentException("no JSON value: " + plain.getClass());
    };
  }
}
