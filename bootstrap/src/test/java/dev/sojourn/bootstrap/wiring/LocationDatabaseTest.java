package dev.sojourn.bootstrap.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.bootstrap.StartException;
import dev.sojourn.domain.session.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationDatabaseTest {
  private static final IpAddress BERLIN = new IpAddress("203.0.113.7");

  @TempDir Path directory;

  private Path written(String name, String city, String country) throws IOException {
    var file = directory.resolve(name);
    SmallMaxMindDatabase.write(file, "203.0.113.0", 24, city, country);
    return file;
  }

  private void replace(Path next, Path file) throws IOException {
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void anAddressHasTheCityAndCountryOfItsNetworkAndOthersHaveNone() throws IOException {
    try (var locations = LocationDatabase.open(written("places", "Berlin", "Germany"))) {
      assertEquals(Optional.of("Berlin, Germany"), locations.of(BERLIN));
      assertEquals(Optional.of("Berlin, Germany"), locations.of(new IpAddress("203.0.113.255")));
      assertEquals(Optional.empty(), locations.of(new IpAddress("203.0.114.0")));
      assertEquals(Optional.empty(), locations.of(new IpAddress("2001:db8::7")));
    }
  }

  @Test
  void aFileThatHasChangedIsReadAgain() throws IOException {
    var file = written("places", "Berlin", "Germany");
    try (var locations = LocationDatabase.open(file)) {
      replace(written("next", "Porto Alegre", "Brazil"), file);
      locations.look();
      assertEquals(Optional.of("Porto Alegre, Brazil"), locations.of(BERLIN));
    }
  }

  @Test
  void aFileThatIsNoDatabaseAnyMoreOrGoneLeavesTheOneBeforeInForce() throws IOException {
    var file = written("places", "Berlin", "Germany");
    try (var locations = LocationDatabase.open(file)) {
      replace(Files.writeString(directory.resolve("next"), "no database"), file);
      locations.look();
      assertEquals(Optional.of("Berlin, Germany"), locations.of(BERLIN));
      Files.delete(file);
      locations.look();
      assertEquals(Optional.of("Berlin, Germany"), locations.of(BERLIN));
    }
  }

  @Test
  void aDamagedPartIsAnAddressOfWhichNothingIsKnown() throws IOException {
    var file = written("places", "Berlin", "Germany");
    var bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 24 * 6 + 16, 24 * 6 + 40, (byte) 0xff);
    Files.write(file, bytes);
    try (var locations = LocationDatabase.open(file)) {
      assertEquals(Optional.empty(), locations.of(BERLIN));
    }
  }

  @Test
  void aFileOfAnotherFormatIsNamedAtTheStart() throws IOException {
    var file = Files.writeString(directory.resolve("places"), "no database");
    var failure = assertThrows(StartException.class, () -> LocationDatabase.open(file));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("SOJOURN_GEOIP_DATABASE"),
        failure.getMessage());
  }
}
