package dev.sojourn.bootstrap.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of docs/operating.md, held to the settings as they are declared. */
class SettingsDocTest {
  private static final Pattern ROW =
      Pattern.compile("\\| ((?:`SOJOURN_[A-Z_]+`(?:, )?)+) \\| ([^|]*?) ?\\| .*");

  /** Read before there is a configuration. */
  private static final Set<String> OF_THE_ENVIRONMENT =
      Set.of("SOJOURN_LOG_LEVEL", "SOJOURN_LOG_LEVELS", "SOJOURN_LOG_FORMAT");

  /** What holds where a setting is not set, by its name. */
  private static Map<String, String> documented() throws IOException {
    var rows = new TreeMap<String, String>();
    for (var line : Files.readAllLines(Path.of("../docs/operating.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        for (var name : row.group(1).replace("`", "").split(", ")) {
          rows.put(name, row.group(2).replace("`", ""));
        }
      }
    }
    rows.keySet().removeAll(OF_THE_ENVIRONMENT);
    return rows;
  }

  @Test
  void everySettingHasARowWithWhatHoldsWhereItIsNotSet() throws IOException {
    var declared = new TreeMap<String, String>();
    AllSettings.all().forEach(setting -> declared.put(setting.name(), setting.documented()));
    assertEquals(declared, documented());
  }

  @Test
  void noNameIsDeclaredTwice() {
    var names = new HashSet<String>();
    AllSettings.all().forEach(setting -> assertTrue(names.add(setting.name()), setting.name()));
  }
}
