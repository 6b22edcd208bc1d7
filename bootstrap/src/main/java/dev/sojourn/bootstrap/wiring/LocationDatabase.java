package dev.sojourn.bootstrap.wiring;

import com.maxmind.db.Reader;
import dev.sojourn.adapters.http.console.Locations;
import dev.sojourn.bootstrap.StartException;
import dev.sojourn.bootstrap.setting.AllSettings;
import dev.sojourn.domain.session.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of MaxMind's DB format that has cities or countries, such as GeoLite2 City. It is mapped
 * into memory, and read again when it has changed; what cannot be used then leaves the one before
 * in force. It must be replaced by renaming, as geoipupdate does: a mapped file that is written
 * over changes under its reader.
 *
 * <p>Safe for any thread.
 */
public final class LocationDatabase implements Locations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocationDatabase.class);
  private static final String LANGUAGE = "en";

  private final Path path;
  private volatile Reader reader;
  private Version seen;

  /** What tells one content of the file from another. */
  private record Version(FileTime changedAt, long size) {
    static Version of(Path path) throws IOException {
      return new Version(Files.getLastModifiedTime(path), Files.size(path));
    }
  }

  private LocationDatabase(Path path, Reader reader, Version seen) {
    this.path = path;
    this.reader = reader;
    this.seen = seen;
  }

  /**
   * Opens the file.
   *
   * @throws StartException if it cannot be read, or has another format
   */
  public static LocationDatabase open(Path path) {
    try {
      var version = Version.of(path);
      return new LocationDatabase(path, new Reader(path.toFile()), version);
    } catch (IOException unusable) {
      throw StartException.because(
          "cannot use " + path + " as " + AllSettings.GEOIP_DATABASE, unusable);
    }
  }

  /** Opens the file again if it has changed. Blocks, so not on an event loop. */
  public synchronized void look() {
    try {
      var version = Version.of(path);
      if (version.equals(seen)) {
        return;
      }
      seen = version;
      var before = reader;
      reader = new Reader(path.toFile());
      before.close();
      LOG.info("the locations in {} have changed", path);
    } catch (IOException unusable) {
      LOG.warn(
          "cannot use {}: {}; the locations known before are shown", path, unusable.toString());
    }
  }

  @Override
  public Optional<String> of(IpAddress address) {
    try {
      var entry = reader.get(InetAddress.getByAddress(address.bytes()), Map.class);
      return entry == null ? Optional.empty() : words(entry);
    } catch (IOException | RuntimeException unusable) {
      // A part of it is damaged, or it was closed a moment ago: nothing is known of the address.
      LOG.debug("cannot look an address up: {}", unusable.toString());
      return Optional.empty();
    }
  }

  /** City and country; either may be missing. */
  private static Optional<String> words(Map<?, ?> entry) {
    var words =
        Stream.of(name(entry.get("city")), name(entry.get("country")))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? Optional.empty() : Optional.of(words);
  }

  private static Optional<String> name(@Nullable Object place) {
    return place instanceof Map<?, ?> map
            && map.get("names") instanceof Map<?, ?> names
            && names.get(LANGUAGE) instanceof String name
        ? Optional.of(name)
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
