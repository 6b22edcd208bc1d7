package dev.sojourn.adapters.http.request;

import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.server.PercentEncoding;
import dev.sojourn.domain.Parsed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, read one by one; what is wrong is gathered and refused by {@link
 * #done}. A parameter that is not known or comes twice is wrong, too.
 */
public final class Query {
  private final Map<String, String> values;
  private final List<Fault> faults = new ArrayList<>();

  private Query(Map<String, String> values, List<Fault> faults) {
    this.values = values;
    this.faults.addAll(faults);
  }

  /**
   * @param raw the part behind the question mark, if there is one
   */
  static Query read(@Nullable String raw, Set<String> known) {
    var values = new LinkedHashMap<String, String>();
    var faults = new ArrayList<Fault>();
    for (var pair : PercentEncoding.pairs(raw == null ? "" : raw)) {
      if (pair instanceof Parsed.Invalid<Map.Entry<String, String>>(var fault)) {
        faults.add(Fault.ofParameter("", fault));
      }
      if (!(pair instanceof Parsed.Valid<Map.Entry<String, String>>(var parameter))) {
        continue;
      }
      if (!known.contains(parameter.getKey())) {
        faults.add(Fault.ofParameter(parameter.getKey(), "is not a known parameter"));
      } else if (values.putIfAbsent(parameter.getKey(), parameter.getValue()) != null) {
        faults.add(Fault.ofParameter(parameter.getKey(), "must not come twice"));
      }
    }
    return new Query(values, faults);
  }

  /** The same parameters, as if they had come in a query of these names alone. */
  Map<String, String> values() {
    return values;
  }

  /** These parameters instead of what the query has. */
  Query with(Map<String, String> others) {
    return new Query(others, faults);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  public <T> Optional<T> optional(String name, Function<String, Parsed<T>> parse) {
    return Optional.ofNullable(values.get(name))
        .flatMap(
            text ->
                switch (parse.apply(text)) {
                  case Parsed.Valid<T>(var value) -> Optional.of(value);
                  case Parsed.Invalid<T>(var fault) -> {
                    fault(name, fault);
                    yield Optional.empty();
                  }
                });
  }

  public int limit(int most) {
    return optional("limit", text -> limit(text, most)).orElse(Math.min(50, most));
  }

  private static Parsed<Integer> limit(String text, int most) {
    if (text.matches("[0-9]{1,9}")) {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return new Parsed.Valid<>(limit);
      }
    }
    return new Parsed.Invalid<>("must be from 1 to " + most);
  }

  void fault(String name, String detail) {
    faults.add(Fault.ofParameter(name, detail));
  }

  /**
   * @throws Problem if anything was wrong
   */
  public void done() {
    if (!faults.isEmpty()) {
      throw Problem.invalid(faults);
    }
  }
}
