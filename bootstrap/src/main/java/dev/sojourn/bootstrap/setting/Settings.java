package dev.sojourn.bootstrap.setting;

import dev.sojourn.domain.Parsed;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The variables as they are set in the environment or a file, the environment first, and all that
 * is found wrong with them. A value with a fault reads as if it were not set, so that reading goes
 * on and finds the others.
 */
public final class Settings {
  private static final String FILE = "sojourn.properties";
  private static final int ENVIRONMENT_ORDINAL = 300;
  private static final int FILE_ORDINAL = 200;

  private final SmallRyeConfig config;
  private final SortedSet<String> names = new TreeSet<>();
  private final Map<String, String> ofOpenTelemetry = new TreeMap<>();
  private final SortedSet<String> ignored = new TreeSet<>();
  private final List<ConfigFault> faults = new ArrayList<>();
  private String fileName = FILE;

  private Settings(Map<String, String> environment, Path workingDirectory) {
    var ours = new TreeMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(Variables.PREFIX)) {
            Variables.ignored(name, value)
                .ifPresentOrElse(why -> ignored.add(name + " " + why), () -> ours.put(name, value));
          } else if (name.startsWith(Variables.PREFIX_OF_OPEN_TELEMETRY) && !value.isBlank()) {
            ofOpenTelemetry.put(name, value);
          }
        });
    names.addAll(ours.keySet());
    // No interceptors and so no expressions: a password with ${ in it is just that.
    var builder =
        new SmallRyeConfigBuilder().withSources(new EnvConfigSource(ours, ENVIRONMENT_ORDINAL));
    file(ours, workingDirectory).ifPresent(builder::withSources);
    this.config = builder.build();
  }

  public static Settings of(Map<String, String> environment, Path workingDirectory) {
    return new Settings(environment, workingDirectory);
  }

  private Optional<PropertiesConfigSource> file(
      Map<String, String> environment, Path workingDirectory) {
    var named =
        Optional.ofNullable(environment.get(Variables.CONFIG_FILE)).filter(n -> !n.isBlank());
    var file = workingDirectory.resolve(named.orElse(FILE));
    if (named.isEmpty() && !Files.exists(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException unreadable) {
      faults.add(
          named.isPresent()
              ? new ConfigFault(
                  Variables.CONFIG_FILE,
                  "environment",
                  "names " + file.toAbsolutePath() + ", which cannot be read")
              : new ConfigFault(FILE, "working directory", "cannot be read"));
      return Optional.empty();
    }
    var values = new HashMap<String, String>();
    properties
        .stringPropertyNames()
        .forEach(name -> values.put(name, properties.getProperty(name)));
    names.addAll(values.keySet());
    fileName = String.valueOf(file.getFileName());
    return Optional.of(new PropertiesConfigSource(values, fileName, FILE_ORDINAL));
  }

  /** What the environment says to OpenTelemetry. */
  public Map<String, String> ofOpenTelemetry() {
    return Collections.unmodifiableMap(ofOpenTelemetry);
  }

  /** The variables that are ignored though they may look like settings, each with the reason. */
  public List<String> ignored() {
    return List.copyOf(ignored);
  }

  /** All names that are set, as they are written, whether they mean anything or not. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(names);
  }

  /** The value; a blank one is none, because that is how container tools pass what is not set. */
  public Optional<String> text(String variable) {
    return Optional.ofNullable(config.getConfigValue(variable).getValue())
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** The text of a setting, if it is set. */
  public Optional<String> text(Setting<?> setting) {
    return text(setting.name());
  }

  /** The value of a setting, or what holds where it is not set. */
  public <T> T read(Setting<T> setting) {
    return read(setting.name(), setting.standard(), setting.parse());
  }

  /** Something is wrong with a setting. */
  public void fault(Setting<?> setting, String message) {
    fault(setting.name(), message);
  }

  /** The value, or the one that stands where none is set. */
  public <T> T read(String variable, T standard, Function<String, Parsed<T>> parse) {
    return text(variable)
        .flatMap(
            text ->
                switch (parse.apply(text)) {
                  case Parsed.Valid<T>(var value) -> Optional.of(value);
                  case Parsed.Invalid<T>(var fault) -> {
                    fault(variable, fault);
                    yield Optional.empty();
                  }
                })
        .orElse(standard);
  }

  /** The value, if one is set. */
  public <T> Optional<T> read(String variable, Function<String, Parsed<T>> parse) {
    return read(
        variable,
        Optional.<T>empty(),
        text -> parse.apply(text).then(value -> new Parsed.Valid<>(Optional.of(value))));
  }

  public boolean isFromEnvironment(String variable) {
    return origin(variable).equals("environment");
  }

  public void fault(String variable, String message) {
    faults.add(new ConfigFault(variable, origin(variable), message));
  }

  private String origin(String variable) {
    var value = config.getConfigValue(variable);
    if (value.getValue() == null) {
      return "not set";
    }
    return value.getConfigSourceOrdinal() == ENVIRONMENT_ORDINAL ? "environment" : fileName;
  }

  public List<ConfigFault> faults() {
    return List.copyOf(faults);
  }
}
