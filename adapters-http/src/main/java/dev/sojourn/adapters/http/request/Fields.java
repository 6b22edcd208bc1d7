package dev.sojourn.adapters.http.request;

import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.IpAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, read one by one. What is wrong is gathered, so that a caller is told
 * all of it at once; {@link #done} then refuses the request, also for fields that nobody asked for.
 *
 * <p>An absent field and {@code null} are the same.
 */
public final class Fields {
  private static final int LONGEST_NAME = 100;

  private final Json.Object object;
  private final Set<String> asked = new HashSet<>();
  private final List<Fault> faults = new ArrayList<>();

  public Fields(Json.Object object) {
    this.object = object;
  }

  /** A text that there may be, read by its type. */
  public <T> Optional<T> optional(String name, Function<String, Parsed<T>> parse) {
    return text(name).flatMap(text -> parsed("/" + name, parse.apply(text)));
  }

  /** A text that there must be; {@code null} only if a fault was noted. */
  public <T> @Nullable T required(String name, Function<String, Parsed<T>> parse) {
    if (value(name).isEmpty()) {
      fault(name, "is required");
      return null;
    }
    return optional(name, parse).orElse(null);
  }

  /** One of a few words. */
  public <T> Optional<T> word(String name, Function<String, Optional<T>> ofWord, String words) {
    return optional(name, Readers.word(ofWord, words));
  }

  /** Texts in a list. */
  public List<String> texts(String name, int most, Function<String, Parsed<String>> parse) {
    var texts = new ArrayList<String>();
    value(name)
        .ifPresent(
            value -> {
              if (!(value instanceof Json.Array(var items))) {
                fault(name, "must be a list of texts");
                return;
              }
              if (items.size() > most) {
                fault(name, "must have at most " + most + " items");
                return;
              }
              for (var i = 0; i < items.size(); i++) {
                var pointer = "/" + name + "/" + i;
                if (items.get(i) instanceof Json.Text(var text)) {
                  parsed(pointer, parse.apply(text)).ifPresent(texts::add);
                } else {
                  faults.add(Fault.at(pointer, "must be a text"));
                }
              }
            });
    return List.copyOf(texts);
  }

  /** A whole number. */
  public Optional<Long> whole(String name, long least, long most) {
    return value(name)
        .flatMap(
            value -> {
              if (value instanceof Json.Whole(var number) && number >= least && number <= most) {
                return Optional.of(number);
              }
              fault(name, "must be a whole number from " + least + " to " + most);
              return Optional.empty();
            });
  }

  /** Whether it is there and true. */
  public boolean isTrue(String name) {
    return value(name)
        .map(
            value -> {
              if (value instanceof Json.Bool(var is)) {
                return is;
              }
              fault(name, "must be true or false");
              return false;
            })
        .orElse(false);
  }

  /** An object within. */
  public Optional<Json.Object> object(String name) {
    return value(name)
        .flatMap(
            value -> {
              if (value instanceof Json.Object inner) {
                return Optional.of(inner);
              }
              fault(name, "must be an object");
              return Optional.empty();
            });
  }

  public boolean has(String name) {
    return object.members().containsKey(name);
  }

  /** Whether the field is there and is {@code null}. */
  public boolean isNull(String name) {
    return object.members().get(name) instanceof Json.Null;
  }

  public void fault(String name, String detail) {
    faults.add(Fault.at("/" + name, detail));
  }

  public <T> Optional<T> parsed(String pointer, Parsed<T> parsed) {
    return switch (parsed) {
      case Parsed.Valid<T>(var value) -> Optional.of(value);
      case Parsed.Invalid<T>(var fault) -> {
        faults.add(Fault.at(pointer, fault));
        yield Optional.empty();
      }
    };
  }

  /** All that is wrong so far, unknown fields included. */
  public List<Fault> faults() {
    var all = new ArrayList<>(faults);
    for (var name : object.members().keySet()) {
      if (!asked.contains(name)) {
        all.add(unknown(name));
      }
    }
    return all;
  }

  /** A long name is not repeated: an answer is never far larger than what it answers. */
  private static Fault unknown(String name) {
    return name.length() <= LONGEST_NAME
        ? Fault.at("/" + Body.escape(name), "is not a known field")
        : Fault.at("", "has a field with a name of more than " + LONGEST_NAME + " characters");
  }

  /**
   * @throws Problem if anything was wrong, or a field is unknown
   */
  public void done() {
    var all = faults();
    if (!all.isEmpty()) {
      throw Problem.invalid(all);
    }
  }

  private Optional<String> text(String name) {
    return value(name)
        .flatMap(
            value -> {
              if (value instanceof Json.Text(var text)) {
                return Optional.of(text);
              }
              fault(name, "must be a text");
              return Optional.empty();
            });
  }

  private Optional<Json> value(String name) {
    asked.add(name);
    return Optional.ofNullable(object.members().get(name))
        .filter(value -> !(value instanceof Json.Null));
  }

  /** How texts of requests are read, in bodies and queries alike. */
  public static final class Readers {
    /** The four-digit years of RFC 3339. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Readers() {}

    public static <T> Function<String, Parsed<T>> word(
        Function<String, Optional<T>> ofWord, String words) {
      return text ->
          ofWord
              .apply(text)
              .<Parsed<T>>map(Parsed.Valid::new)
              .orElseGet(() -> new Parsed.Invalid<>("must be one of " + words));
    }

    public static Parsed<Instant> instant(String text) {
      try {
        // Times are kept in milliseconds; what is finer is cut off, not rounded up past the end.
        var instant = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
        if (!instant.isBefore(FIRST) && !instant.isAfter(LAST)) {
          return new Parsed.Valid<>(instant);
        }
      } catch (DateTimeException noInstant) {
        // told below
      }
      return new Parsed.Invalid<>("must be a time such as 2026-11-24T12:00:00Z (RFC 3339)");
    }

    static Parsed<IpAddress> address(String text) {
      return IpAddress.parse(text);
    }

    public static Parsed<String> any(String text) {
      return new Parsed.Valid<>(text);
    }
  }
}
