package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * bin/sojourn finds a Java that is new enough, on a machine whose directories have spaces in them.
 */
class LauncherTest {
  @TempDir Path directory;
  private Path home = Path.of("");
  private Path launcher = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    home = directory.resolve("my programs/sojourn");
    launcher = Files.createDirectories(home.resolve("bin")).resolve("sojourn");
    Files.copy(
        Path.of("src/main/distribution/bin/sojourn"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(home.resolve("lib"));
    Files.createFile(home.resolve("lib/one.jar"));
    Files.createFile(home.resolve("lib/another.jar"));
  }

  private record Ran(int status, String printed) {}

  /** A Java that says where it is and what it was given. */
  private String java(String name, String version) throws IOException {
    var java = directory.resolve(name);
    var program = Files.createDirectories(java.resolve("bin")).resolve("java");
    Files.writeString(
        java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Files.writeString(
        program,
        "#!/bin/sh\necho \"" + name + "\"\nfor each in \"$@\"; do echo \"[$each]\"; done\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return java.toString();
  }

  private static Ran run(Path program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("/bin/sh", program.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().putAll(environment);
    var process = builder.start();
    var printed = new String(process.getInputStream().readAllBytes());
    return new Ran(process.waitFor(), printed);
  }

  @Test
  void startsWithTheJavaThatIsNamedAndWithItsOwnLibraries() throws Exception {
    var ran =
        run(
            launcher,
            Map.of(
                "SOJOURN_JAVA_HOME",
                java("jdk of mine", "25.0.1"),
                "SOJOURN_JAVA_OPTS",
                "-Xmx1g -Da=b"));
    assertEquals(
        """
        jdk of mine
        [@%s/lib/jvm.options]
        [-Xmx225m]
        [-Xmx1g]
        [-Da=b]
        [-cp]
        [%s/lib/another.jar:%s/lib/one.jar]
        [dev.sojourn.bootstrap.Main]
        """
            .formatted(home.toRealPath(), home.toRealPath(), home.toRealPath()),
        ran.printed());
    assertEquals(0, ran.status());
  }

  @Test
  void passesOnWhatItIsToldToDo() throws Exception {
    var ran =
        run(
            launcher,
            Map.of("SOJOURN_JAVA_HOME", java("jdk", "25.0.1")),
            "sessions",
            "list",
            "--user=ada of *");
    assertTrue(
        ran.printed()
            .endsWith("[dev.sojourn.bootstrap.Main]\n[sessions]\n[list]\n[--user=ada of *]\n"),
        ran.printed());
  }

  /** As the package has it: made of libraries that have the time when they were built. */
  private void cache(String name) throws IOException {
    Files.createFile(home.resolve("lib").resolve(name));
    Files.writeString(home.resolve("lib/aot.jars"), "0 another.jar\n0 one.jar\n");
    for (var jar : List.of("one.jar", "another.jar")) {
      Files.setLastModifiedTime(home.resolve("lib").resolve(jar), FileTime.fromMillis(0));
    }
  }

  @Test
  void usesTheAheadOfTimeCacheWhereItIs() throws Exception {
    cache("sojourn.aot");
    var ran = run(launcher, Map.of("SOJOURN_JAVA_HOME", java("jdk", "25.0.1")));
    assertTrue(
        ran.printed().contains("[-XX:AOTCache=" + home.toRealPath() + "/lib/sojourn.aot]\n"),
        ran.printed());
    assertEquals(0, ran.status());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a library was replaced by a larger one      | printf x > one.jar; touch -d @0 one.jar
          by a newer one                              | touch -d @4000000000 one.jar
          by one of another name                      | mv one.jar two.jar
          one was added                               | touch -d @0 two.jar
          one was removed                             | rm one.jar
          nobody knows what the cache was made of     | rm aot.jars
          """)
  void usesNoCacheOfOtherLibraries(String rule, String change) throws Exception {
    cache("sojourn.aot");
    assertEquals(
        0,
        new ProcessBuilder("/bin/sh", "-c", change)
            .directory(home.resolve("lib").toFile())
            .start()
            .waitFor());
    var ran = run(launcher, Map.of("SOJOURN_JAVA_HOME", java("jdk", "25.0.1")));
    assertFalse(ran.printed().contains("AOTCache"), ran.printed());
    assertEquals(0, ran.status());
  }

  @Test
  void theMemoryStoreHasACacheOfItsOwnAndNoCeiling() throws Exception {
    cache("sojourn.aot");
    Files.createFile(home.resolve("lib/sojourn-memory.aot"));
    var ran =
        run(
            launcher,
            Map.of("SOJOURN_JAVA_HOME", java("jdk", "25.0.1"), "SOJOURN_STORE", "memory"));
    assertTrue(ran.printed().contains("/lib/sojourn-memory.aot]\n"), ran.printed());
    assertFalse(ran.printed().contains("-Xmx"), ran.printed());
  }

  @Test
  void theHeapHasRoomForTheSessionsThatAreToBeRemembered() throws Exception {
    var java = java("jdk", "25.0.1");
    var many = Map.of("SOJOURN_JAVA_HOME", java, "SOJOURN_CACHE_SESSIONS", "1048576");
    assertTrue(run(launcher, many).printed().contains("[-Xmx1152m]\n"));
    for (var other :
        List.of(
            Map.entry("SOJOURN_CACHE_SESSIONS", "many"),
            Map.entry("SOJOURN_CONFIG_FILE", "/etc/sojourn.properties"))) {
      var environment = Map.of("SOJOURN_JAVA_HOME", java, other.getKey(), other.getValue());
      assertFalse(run(launcher, environment).printed().contains("-Xmx"), other.getKey());
    }
  }

  @Test
  void theJavaThatComesWithItGoesBeforeAllButTheOneThatIsNamed() throws Exception {
    var named = java("named", "25");
    var other = java("other", "25");
    Files.move(Path.of(java("its own", "25")), home.resolve("runtime"));
    assertTrue(run(launcher, Map.of("JAVA_HOME", other)).printed().startsWith("its own\n"));
    assertTrue(
        run(launcher, Map.of("JAVA_HOME", other, "SOJOURN_JAVA_HOME", named))
            .printed()
            .startsWith("named\n"));
  }

  @Test
  void aNamedJavaThatIsTooOldIsRefusedAndNotReplaced() throws Exception {
    var old = java("jdk", "21.0.2");
    var ran = run(launcher, Map.of("SOJOURN_JAVA_HOME", old));
    assertEquals(
        "sojourn: SOJOURN_JAVA_HOME is " + old + ", where there is no Java 25 or later\n",
        ran.printed());
    assertEquals(1, ran.status());
  }

  @Test
  void anOldJavaHomeIsPassedOver() throws Exception {
    var environment = new HashMap<String, String>();
    environment.put("JAVA_HOME", java("old", "1.8.0_392"));
    environment.put("PATH", java("new", "26-ea") + "/bin:/usr/bin:/bin");
    assertTrue(run(launcher, environment).printed().startsWith("new\n"));
  }

  @Test
  void worksThroughSymlinks() throws Exception {
    var links = Files.createDirectories(directory.resolve("links"));
    Files.createSymbolicLink(links.resolve("first"), Path.of("../my programs/sojourn/bin/sojourn"));
    Files.createSymbolicLink(links.resolve("second"), links.resolve("first"));
    var ran = run(links.resolve("second"), Map.of("JAVA_HOME", java("jdk", "25")));
    var lib = home.toRealPath().resolve("lib");
    assertTrue(ran.printed().contains("[" + lib + "/another.jar:"), ran.printed());
  }
}
