package dev.sojourn.adapters.http.useragent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import ua_parser.DeviceParser;
import ua_parser.OS;
import ua_parser.OSParser;
import ua_parser.Parser;
import ua_parser.UserAgent;
import ua_parser.UserAgentParser;

/**
 * The regular expressions that uap-java brings along, matched by uap-java's own code. {@link
 * Parser} would compile all of them at once and try one after the other.
 */
final class UapPatterns {
  /** As uap-java says that it knows nothing. */
  static final String OTHER = "Other";

  private final LiteralSearch literals;
  private final PatternList<UserAgent> browsers;
  private final PatternList<OS> systems;
  private final PatternList<String> devices;

  private UapPatterns(Map<String, List<Map<String, String>>> lists) {
    var ids = new HashMap<String, Integer>();
    var numbered = new ArrayList<String>();
    browsers =
        new PatternList<>(
            list(lists, "user_agent_parsers"),
            Browsers::compile,
            literal -> id(literal, ids, numbered));
    systems =
        new PatternList<>(
            list(lists, "os_parsers"), Systems::compile, literal -> id(literal, ids, numbered));
    devices =
        new PatternList<>(
            list(lists, "device_parsers"), Devices::compile, literal -> id(literal, ids, numbered));
    literals = new LiteralSearch(numbered);
  }

  private static int id(String literal, Map<String, Integer> ids, List<String> numbered) {
    return ids.computeIfAbsent(
        literal,
        _ -> {
          numbered.add(literal);
          return numbered.size() - 1;
        });
  }

  private static List<Map<String, String>> list(
      Map<String, List<Map<String, String>>> lists, String name) {
    var list = lists.get(name);
    if (list == null) {
      throw new IllegalStateException("uap-java's regular expressions have no " + name);
    }
    return list;
  }

  /** Reads them, which takes some 100 ms; blocks. */
  static UapPatterns load() {
    try (var yaml = open()) {
      return new UapPatterns(
          new Yaml(new SafeConstructor(Parser.getDefaultLoaderOptions())).load(yaml));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static InputStream open() {
    var yaml = Parser.class.getResourceAsStream("/ua_parser/regexes.yaml");
    if (yaml == null) {
      throw new IllegalStateException("uap-java has no regexes.yaml");
    }
    return yaml;
  }

  /** Which literals a text contains; the other methods need it. */
  long[] literals(String text) {
    return literals.in(text);
  }

  UserAgent browser(String text, long[] contained) {
    return browsers.first(text, contained).orElseGet(() -> new UserAgent(OTHER, null, null, null));
  }

  OS system(String text, long[] contained) {
    return systems.first(text, contained).orElseGet(() -> new OS(OTHER, null, null, null, null));
  }

  String device(String text, long[] contained) {
    return devices.first(text, contained).orElse(OTHER);
  }

  /** Whether other texts of this shape could lead to other expressions or other groups. */
  boolean tellApart(String text, Shape shape) {
    var contained = literals(text);
    return browsers.tellsApart(text, shape, contained)
        || systems.tellsApart(text, shape, contained)
        || devices.tellsApart(text, shape, contained);
  }

  private static final class Browsers extends UserAgentParser {
    private Browsers() {
      super(List.of());
    }

    static PatternList.Pattern<UserAgent> compile(Map<String, String> words) {
      return patternFromMap(words)::match;
    }
  }

  private static final class Systems extends OSParser {
    private Systems() {
      super(List.of());
    }

    static PatternList.Pattern<OS> compile(Map<String, String> words) {
      return patternFromMap(words)::match;
    }
  }

  private static final class Devices extends DeviceParser {
    private Devices() {
      super(List.of());
    }

    static PatternList.Pattern<String> compile(Map<String, String> words) {
      return patternFromMap(words)::match;
    }
  }
}
