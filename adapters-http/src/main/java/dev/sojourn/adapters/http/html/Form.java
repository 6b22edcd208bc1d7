package dev.sojourn.adapters.http.html;

import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Parsed;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a form was filled in with, by the names of its fields. A field that was left blank says
 * nothing; what is wrong with one is told beside it.
 */
public final class Form {
  /** The four-digit years of RFC 3339. */
  private static final int LAST_YEAR = 9999;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> faults = new TreeMap<>();

  private Form(String encoded) {
    for (var pair : PercentEncoding.pairs(encoded)) {
      if (pair instanceof Parsed.Valid<Map.Entry<String, String>>(var field)
          && !field.getValue().isBlank()) {
        values.putIfAbsent(field.getKey(), field.getValue().strip());
      }
    }
  }

  /** As a GET brings it. */
  public static Form ofQuery(Call call) {
    var query = call.request().query();
    return new Form(query == null ? "" : query);
  }

  /** As a POST brings it. */
  public static Form ofBody(Call call) {
    return new Form(
        call.contentType().equals("application/x-www-form-urlencoded")
            ? call.body().toString(StandardCharsets.UTF_8)
            : "");
  }

  /** What a field says, as it was typed; empty if nothing. */
  public String text(String name) {
    return values.getOrDefault(name, "");
  }

  /** What a field says; absent also if that is not valid, which is a fault then. */
  public <T> Optional<T> read(String name, Function<String, Parsed<T>> parse) {
    return Optional.ofNullable(values.get(name))
        .flatMap(
            text ->
                switch (parse.apply(text)) {
                  case Parsed.Valid<T>(var value) -> Optional.of(value);
                  case Parsed.Invalid<T>(var fault) -> {
                    faults.put(name, fault);
                    yield Optional.empty();
                  }
                });
  }

  /** As browsers write a date and time, which is taken for UTC, or with its zone. */
  public static Parsed<Instant> instant(String text) {
    try {
      var instant =
          text.endsWith("Z")
              ? Instant.parse(text)
              : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
      var year = instant.atOffset(ZoneOffset.UTC).getYear();
      if (year >= 1 && year <= LAST_YEAR) {
        return new Parsed.Valid<>(instant.truncatedTo(ChronoUnit.MILLIS));
      }
    } catch (DateTimeException noTime) {
      // told below
    }
    return new Parsed.Invalid<>("must be a time such as 2026-11-24T09:30");
  }

  /** Something else that is wrong with a field. */
  public void fault(String name, String fault) {
    faults.put(name, fault);
  }

  /** What is wrong with a field; empty if nothing. */
  public String faultOf(String name) {
    return faults.getOrDefault(name, "");
  }

  /** Whether anything is wrong. */
  public boolean hasFaults() {
    return !faults.isEmpty();
  }

  /** The same but for these fields, as a query with its question mark; nothing if it is empty. */
  public String query(Map<String, String> changed) {
    var all = new LinkedHashMap<>(values);
    all.putAll(changed);
    all.values().removeIf(String::isEmpty);
    return all.isEmpty()
        ? ""
        : all.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  /** A text as a part of a path or query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
