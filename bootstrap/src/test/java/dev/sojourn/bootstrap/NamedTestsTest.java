package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader who is told that something is tested finds the test. */
class NamedTestsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|Contract))(?:\\.([a-z][A-Za-z0-9]*))?`");
  private static final Pattern METHOD = Pattern.compile("\\n +(?:public )?void ([A-Za-z0-9]+)\\(");

  /** What an attack is written for: requirements of ASVS V7, sections of RFC 9700. */
  private static final List<String> ROWS =
      List.of(
          "7.1.1 7.1.2 7.1.3 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5",
          "7.5.1 7.5.2 7.5.3 7.6.1 7.6.2",
          "2.1 2.1.1 2.1.2 2.2.1 2.3 2.4 2.5 2.6",
          "4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 4.12 4.13 4.14 4.15 4.16 4.17");

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve("docs").resolve(name));
  }

  /** The methods of every test class, by its name. */
  private static Map<String, Set<String>> tests() throws IOException {
    var tests = new TreeMap<String, Set<String>>();
    for (var module : List.of("domain", "application", "bootstrap")) {
      add(ROOT.resolve(module), tests);
    }
    try (var adapters = Files.newDirectoryStream(ROOT, "adapters-*")) {
      for (var module : adapters) {
        add(module, tests);
      }
    }
    return tests;
  }

  private static void add(Path module, Map<String, Set<String>> tests) throws IOException {
    try (var files = Files.walk(module.resolve("src/test/java"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        tests.put(
            String.valueOf(file.getFileName()).replace(".java", ""),
            methods(Files.readString(file)));
      }
    }
  }

  private static Set<String> methods(String source) {
    return METHOD
        .matcher(source)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"security.md", "standards.md", "guarantees.md"})
  void everyTestThatAPageNamesIsThere(String name) throws IOException {
    var tests = tests();
    var missing = new TreeSet<String>();
    var named = NAMED.matcher(page(name)).results().toList();
    for (var test : named) {
      var methods = tests.getOrDefault(test.group(1), Set.of());
      if (!tests.containsKey(test.group(1))
          || test.group(2) != null && !methods.contains(test.group(2))) {
        missing.add(test.group());
      }
    }
    assertEquals(Set.of(), missing);
    assertTrue(named.size() > 5, "there are some");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AsvsSessionManagementTest", "OAuthThreatsTest"})
  void everyAttackIsInItsTable(String test) throws IOException {
    var page = page("security.md");
    var attacks = new TreeSet<>(tests().getOrDefault(test, Set.of()));
    assertTrue(attacks.size() > 10, "they are found");
    attacks.removeIf(attack -> page.contains("`" + test + "." + attack + "`"));
    assertEquals(Set.of(), attacks);
  }

  @Test
  void everyRequirementHasItsRow() throws IOException {
    var page = page("security.md");
    var missing = new TreeSet<String>();
    for (var row : String.join(" ", ROWS).split(" ")) {
      if (!page.contains("\n| " + row + " ") && !page.contains("\n| " + row + ", ")) {
        missing.add(row);
      }
    }
    assertEquals(Set.of(), missing);
  }
}
