package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * bin/sojourn with the real Sojourn: text is UTF-8 whatever the locale, and no variable is lost.
 * The commands are written into files, since the locale of this JVM decides what it can pass on.
 */
class LauncherTextTest {
  @TempDir Path directory;

  @BeforeEach
  void install() throws IOException {
    var bin = Files.createDirectories(directory.resolve("bin"));
    Files.copy(Path.of("src/main/distribution/bin/sojourn"), bin.resolve("sojourn"));
    var lib = Files.createDirectories(directory.resolve("lib"));
    Files.copy(Path.of("src/main/distribution/lib/jvm.options"), lib.resolve("jvm.options"));
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    new JarOutputStream(Files.newOutputStream(lib.resolve("all.jar")), manifest).close();
  }

  private record Ran(int status, String printed) {}

  private Ran run(String script) throws IOException, InterruptedException {
    var file = Files.writeString(directory.resolve("script"), script, StandardCharsets.UTF_8);
    var builder =
        new ProcessBuilder("/bin/sh", file.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", "/usr/bin:/bin",
                "SOJOURN_JAVA_HOME", System.getProperty("java.home"),
                "SOJOURN_LOG_LEVEL", "warn"));
    var process = builder.start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), printed);
  }

  @ParameterizedTest(name = "LC_ALL={0}")
  @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8", ""})
  void argumentsVariablesAndPathsAreUtf8InEveryLocale(String locale) throws Exception {
    var sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);
    var user = "Zoë " + locale;
    sojourn
        .api()
        .bearer(RunningSojourn.ADMIN_KEY)
        .post("/v1/sessions", "{\"user_id\": \"" + user + "\"}")
        .expect(201);
    var ran =
        run(
            """
            LC_ALL='%s'; export LC_ALL
            mkdir -p é
            printf %%s %s > é/key
            printf '1=%%s\\n' AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= > é/token-keys
            chmod 600 é/*
            sh bin/sojourn sessions end --user 'Zoë %s' --yes --url %s --api-key-file é/key &&
            SOJOURN_TOKEN_KEYS_FILE=é/token-keys SOJOURN_DATA_DIR=é/data SOJOURN_BRAND_NAME=Zoë \\
              SOJOURN_HTTP_PORT=0 sh bin/sojourn doctor
            """
                .formatted(locale, RunningSojourn.ADMIN_KEY, locale, sojourn.address()));
    assertEquals(0, ran.status(), ran.printed());
    assertTrue(ran.printed().contains("ended 1"), ran.printed());
    assertTrue(ran.printed().contains("é/token-keys is not open to everybody"), ran.printed());
    assertTrue(ran.printed().contains("é/data is made at the first start"), ran.printed());
  }

  @Test
  void aVariableThatIsNotTextInUtf8IsRefusedByName() throws Exception {
    var ran = run("SOJOURN_BRAND_NAME=$(printf 'Zo\\353') sh bin/sojourn\n");
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(
        ran.printed().contains("SOJOURN_BRAND_NAME (environment) has bytes that are not UTF-8"),
        ran.printed());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "SOJOURN_POLICIES_MY-APP_IDLE_TIMEOUT",
        "SOJOURN_HTTP.PORT",
        "SOJOURN_É",
        "SOJOURN_ HTTP_PORT"
      })
  void aVariableWhoseNameIsNoneForTheShellIsRefusedByName(String name) throws Exception {
    var ran = run("env '" + name + "=PT5M' sh bin/sojourn\n");
    assertEquals(2, ran.status(), ran.printed());
    assertTrue(
        ran.printed().contains("sojourn: " + name + " (environment) is not known"), ran.printed());
  }
}
