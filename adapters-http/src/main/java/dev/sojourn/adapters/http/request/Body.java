package dev.sojourn.adapters.http.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Text;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Reads the bytes of a body as JSON, strictly: UTF-8 that is UTF-8, no name twice, no NUL, nothing
 * after the end, numbers that every reader agrees on.
 */
public final class Body {
  /** How deep a body may be nested, attributes included. */
  private static final int DEEPEST = 32;

  /** The longest pointer that is told; of what is further in, the value around it that has one. */
  private static final int LONGEST_POINTER = 1000;

  // Without the table of names that Jackson keeps for all bodies: those that are chosen to collide
  // in it make it refuse others'.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(400).build())
          .build();

  private Body() {}

  /**
   * @throws Problem if it is no JSON object
   */
  public static Json.Object read(Buffer bytes, BodyLimit limit) {
    var text = text(bytes);
    try (var parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Problem.unreadable("must be a JSON object");
      }
      var faults = new Faults(limit.mostValues());
      var json = (Json.Object) value(parser, Place.TOP, faults);
      if (parser.nextToken() != null) {
        throw Problem.unreadable("must be one JSON object and nothing after it");
      }
      if (!faults.noted().isEmpty()) {
        throw Problem.invalid(faults.noted());
      }
      return json;
    } catch (JsonProcessingException noJson) {
      throw Problem.unreadable(where(noJson));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Text in UTF-8, without what a lenient decoder would replace. */
  public static String text(Buffer bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.getBytes()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw Problem.unreadable("must be UTF-8");
    }
  }

  /** Where the text stops being JSON; the parser's own words may repeat what was sent. */
  private static String where(JsonProcessingException noJson) {
    var what =
        String.valueOf(noJson.getOriginalMessage()).startsWith("Duplicate")
            ? "must not name a field twice"
            : "must be JSON nested at most " + DEEPEST + " deep";
    var location = noJson.getLocation();
    return location == null
        ? what
        : what + ": line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /**
   * Where a value stands. Its pointer is spelled only where something is wrong: a long name can
   * stand above thousands of values.
   */
  private record Place(Optional<Place> around, String name) {
    static final Place TOP = new Place(Optional.empty(), "");

    Place at(String name) {
      return new Place(Optional.of(this), name);
    }

    String pointer() {
      var names = new ArrayDeque<String>();
      for (var place = this; place.around.isPresent(); place = place.around.get()) {
        names.addFirst(place.name);
      }
      var pointer = new StringBuilder();
      for (var name : names) {
        var step = "/" + escape(name);
        if (pointer.length() + step.length() > LONGEST_POINTER) {
          break;
        }
        pointer.append(step);
      }
      return pointer.toString();
    }
  }

  /** What no store can keep, the first {@link Problem#MOST_FAULTS} of it. */
  private static final class Faults {
    private final List<Fault> noted = new ArrayList<>();
    private final int mostValues;
    private int values;

    Faults(int mostValues) {
      this.mostValues = mostValues;
    }

    List<Fault> noted() {
      return noted;
    }

    void countValue() {
      values++;
      if (values > mostValues) {
        throw Problem.unreadable("must have at most " + mostValues + " values");
      }
    }

    void add(Place place, String detail) {
      if (noted.size() < Problem.MOST_FAULTS) {
        var pointer = place.pointer().replace("\0", "\\u0000").replaceAll("[\\ud800-\\udfff]", "?");
        noted.add(Fault.at(pointer, detail));
      }
    }

    void check(String text, Place place) {
      if (text.indexOf('\0') >= 0) {
        add(place, "must not contain NUL");
      }
      Text.unpairedSurrogate(text).ifPresent(fault -> add(place, fault));
    }
  }

  private static Json value(JsonParser parser, Place place, Faults faults) throws IOException {
    faults.countValue();
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          var at = place.at(name);
          faults.check(name, at);
          parser.nextToken();
          members.put(name, value(parser, at, faults));
        }
        yield new Json.Object(members);
      }
      case START_ARRAY -> {
        var items = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, place.at(String.valueOf(items.size())), faults));
        }
        yield new Json.Array(items);
      }
      case VALUE_STRING -> {
        faults.check(parser.getText(), place);
        yield new Json.Text(parser.getText());
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser, place, faults);
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NULL -> new Json.Null();
      default -> throw Problem.unreadable("must be JSON");
    };
  }

  private static Json number(JsonParser parser, Place place, Faults faults) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.INT
        || parser.getNumberType() == JsonParser.NumberType.LONG) {
      return new Json.Whole(parser.getLongValue());
    }
    var text = parser.getText();
    var real = Double.parseDouble(text);
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && !isExact(real, text)) {
      faults.add(place, "must be a whole number that fits 64 bits, or a text");
      return new Json.Null();
    }
    if (Double.isFinite(real)) {
      return new Json.Real(real);
    }
    faults.add(place, "must be a number that fits 64 bits");
    return new Json.Null();
  }

  /** A double keeps the first 53 bits of a whole number; it would come back as another one. */
  private static boolean isExact(double real, String whole) {
    return Double.isFinite(real) && new BigDecimal(real).compareTo(new BigDecimal(whole)) == 0;
  }

  /** As a JSON pointer spells it (RFC 6901, section 3). */
  public static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
