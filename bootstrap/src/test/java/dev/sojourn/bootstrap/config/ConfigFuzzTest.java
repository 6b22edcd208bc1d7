package dev.sojourn.bootstrap.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.InRange;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.bootstrap.keys.KeyText;
import dev.sojourn.bootstrap.keys.KeyText.TokenKey;
import dev.sojourn.bootstrap.setting.AllSettings;
import dev.sojourn.bootstrap.setting.ConfigText;
import dev.sojourn.bootstrap.setting.Variables;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.policy.PolicyRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whatever is set, there is a configuration, or faults that repeat no value. */
class ConfigFuzzTest {
  private static final Path NOWHERE = Path.of("no-such-directory");
  private static final String SECRET = "sak_0123456789012345678901";
  private static final List<String> VARIABLES = variables();

  private static List<String> variables() {
    var names =
        new ArrayList<>(
            List.of(
                AllSettings.HTTP_HOST.name(),
                AllSettings.HTTP_PORT.name(),
                AllSettings.MANAGEMENT_PORT.name(),
                AllSettings.RATE_LIMIT_ADDRESS.name(),
                AllSettings.STORE.name(),
                AllSettings.DATA_DIR.name(),
                AllSettings.POSTGRES_URL.name(),
                AllSettings.API_KEYS.name(),
                AllSettings.TOKEN_KEYS.name(),
                AllSettings.ISSUER.name(),
                AllSettings.AUDIENCE.name(),
                AllSettings.SIGNING_ALGORITHM.name(),
                AllSettings.SIGNING_KEY_ROTATION.name(),
                AllSettings.ALLOWED_ORIGINS.name(),
                AllSettings.LOGIN_URL.name(),
                AllSettings.LOCKOUT_STEPS.name(),
                AllSettings.TRUSTED_PROXIES.name(),
                AllSettings.FORWARDED_HEADER.name(),
                AllSettings.RETENTION.name(),
                "SOJOURN_POLICES_WEB_LIFETIME"));
    for (var rule : PolicyRule.values()) {
      names.add(Variables.ofPolicy("DEFAULT", rule));
      names.add(Variables.ofPolicy("WEB", rule));
    }
    return List.copyOf(names);
  }

  @FuzzTest
  void anyTwoVariablesMakeAConfigurationOrFaults(
      @InRange(min = 0, max = 42) int first,
      @NotNull String value,
      @InRange(min = 0, max = 42) int second,
      @NotNull String other) {
    var environment = new HashMap<String, String>();
    environment.put(VARIABLES.get(first % VARIABLES.size()), value);
    environment.put(VARIABLES.get(second % VARIABLES.size()), other);
    read(environment, NOWHERE);
  }

  @FuzzTest
  void anyNameIsKnownOrTold(@NotNull String name, @NotNull String value) {
    read(Map.of("SOJOURN_" + name, value), NOWHERE);
  }

  @FuzzTest
  void anyFileMakesAConfigurationOrFaults(byte @NotNull [] content) throws IOException {
    var directory = Files.createTempDirectory("sojourn-config");
    var file = directory.resolve("sojourn.properties");
    try {
      Files.write(file, content);
      read(Map.of(), directory);
    } finally {
      Files.delete(file);
      Files.delete(directory);
    }
  }

  @FuzzTest
  void keysAreReadAsTheyAreWrittenOrTold(@NotNull String text) {
    if (KeyText.apiKey(text) instanceof Parsed.Valid<ApiKey>(var key)) {
      assertEquals(new Parsed.Valid<>(key), KeyText.apiKey(KeyText.write(key)));
    }
    if (KeyText.tokenKey(text) instanceof Parsed.Valid<TokenKey>(var entry)) {
      assertTrue(entry.id().value() >= 0 && entry.id().value() <= 255);
    }
  }

  @FuzzTest
  void aFaultOfAKeyDoesNotRepeatIt(@NotNull String before, @NotNull String after) {
    for (var variable :
        List.of(
            AllSettings.API_KEYS.name(),
            AllSettings.TOKEN_KEYS.name(),
            AllSettings.POSTGRES_URL.name())) {
      var read = SojournConfig.read(Map.of(variable, before + SECRET + after), NOWHERE);
      if (read instanceof Reading.Faulty(var faults)) {
        assertFalse(faults.toString().contains(SECRET), variable);
      } else {
        assertFalse(read.toString().contains(SECRET) && variable.endsWith("KEYS"), variable);
      }
    }
  }

  @FuzzTest
  void numbersAndDurationsAreWithinTheirBounds(@NotNull String text) {
    ConfigText.number(3, 65_535)
        .apply(text)
        .valid()
        .ifPresent(number -> assertTrue(number >= 3 && number <= 65_535));
    var longest = Duration.ofDays(1);
    ConfigText.duration(Duration.ofSeconds(1), longest)
        .apply(text)
        .valid()
        .ifPresent(
            duration -> {
              assertTrue(duration.compareTo(longest) <= 0 && duration.toSeconds() >= 1);
              assertEquals(
                  new Parsed.Valid<>(duration),
                  ConfigText.duration(Duration.ofSeconds(1), longest).apply(duration.toString()));
            });
  }

  private static void read(Map<String, String> environment, Path directory) {
    switch (SojournConfig.read(environment, directory)) {
      case Reading.Good(var config) -> assertFalse(config.policies().all().isEmpty());
      case Reading.Faulty(var faults) -> {
        assertFalse(faults.isEmpty());
        for (var fault : faults) {
          assertFalse(fault.message().isBlank());
        }
      }
    }
  }
}
