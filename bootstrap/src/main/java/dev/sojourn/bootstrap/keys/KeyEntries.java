package dev.sojourn.bootstrap.keys;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Keys as somebody wrote them one after the other: with commas in a variable, or one a line. */
public record KeyEntries(List<Entry> entries) {

  /**
   * One of them.
   *
   * @param place where it is, as it is told: {@code line 3}
   */
  record Entry(String place, String text) {}

  /**
   * What was read.
   *
   * @param faults of the entries that could not be read; each continues the name of the place
   */
  public record Read<K>(K keys, List<String> faults) {}

  public static KeyEntries ofVariable(String text) {
    return of("entry", Arrays.asList(text.split(",", -1)));
  }

  /** Empty lines, and those that begin with #, say nothing. */
  public static KeyEntries ofLines(List<String> lines) {
    var all = of("line", lines).entries();
    return new KeyEntries(
        all.stream()
            .filter(entry -> !entry.text().isEmpty() && !entry.text().startsWith("#"))
            .toList());
  }

  private static KeyEntries of(String unit, List<String> texts) {
    return new KeyEntries(
        IntStream.range(0, texts.size())
            .mapToObj(i -> new Entry(unit + " " + (i + 1), texts.get(i).strip()))
            .toList());
  }

  public Read<List<ApiKey>> apiKeys() {
    var keys = new ArrayList<ApiKey>();
    var hashes = new HashSet<KeyHash>();
    var faults =
        faults(
            KeyText::apiKey,
            key -> {
              keys.add(key);
              return hashes.add(key.hash())
                  ? Optional.empty()
                  : Optional.of("has the key of an earlier one");
            });
    return new Read<>(List.copyOf(keys), faults);
  }

  public Read<SortedMap<KeyId, ServerKey>> tokenKeys() {
    var keys = new TreeMap<KeyId, ServerKey>();
    var faults =
        faults(
            KeyText::tokenKey,
            entry ->
                keys.put(entry.id(), entry.key()) == null
                    ? Optional.empty()
                    : Optional.of("has the id of an earlier one"));
    return new Read<>(Collections.unmodifiableSortedMap(keys), faults);
  }

  /**
   * @param add takes a value, or says what is wrong with it
   */
  private <T> List<String> faults(
      Function<String, Parsed<T>> parse, Function<T, Optional<String>> add) {
    if (entries.isEmpty()) {
      return List.of("has no key in it");
    }
    var faults = new ArrayList<String>();
    for (var entry : entries) {
      var fault =
          switch (parse.apply(entry.text())) {
            case Parsed.Valid<T>(var value) -> add.apply(value);
            case Parsed.Invalid<T>(var message) -> Optional.of(message);
          };
      fault.ifPresent(message -> faults.add("has " + entry.place() + ", which " + message));
    }
    return List.copyOf(faults);
  }
}
