package dev.sojourn.bootstrap.keys;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKeyFile;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.ClientId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The file of the API keys, changed while Sojourn runs; all that blocks is off the event loop. */
public final class ApiKeysFile implements ApiKeyFile {
  private final LiveKeys<List<ApiKey>> keys;
  private final SecureEntropy entropy;
  private final Vertx vertx;

  public ApiKeysFile(LiveKeys<List<ApiKey>> keys, SecureEntropy entropy, Vertx vertx) {
    this.keys = keys;
    this.entropy = entropy;
    this.vertx = vertx;
  }

  @Override
  public CompletionStage<Place> place() {
    return blocking(() -> keys.file().map(ApiKeysFile::place))
        .thenApply(place -> place.orElseGet(Place.Variable::new));
  }

  private static Place place(Path path) {
    try {
      var file = path.toRealPath();
      // It is replaced by another, so its directory must be writable as well.
      return Files.isWritable(file) && Files.isWritable(file.resolveSibling("."))
          ? new Place.Writable(path.toString())
          : new Place.ReadOnly(path.toString());
    } catch (IOException gone) {
      return new Place.ReadOnly(path.toString());
    }
  }

  @Override
  public CompletionStage<Outcome> add(ClientId name, Set<Scope> scopes) {
    return blocking(() -> addNow(name, scopes));
  }

  @SuppressWarnings("NullAway") // Vert.x lets work answer null; ours never does
  private <T> CompletionStage<T> blocking(Callable<T> work) {
    return vertx.executeBlocking(work).toCompletionStage();
  }

  private Outcome addNow(ClientId name, Set<Scope> scopes) {
    var path = keys.file();
    if (path.isEmpty()) {
      return new Outcome.NotWritten("the keys are not in a file");
    }
    var secret = entropy.apiKey();
    var entry = entry(name, secret, scopes);
    return switch (KeyText.apiKey(entry)) {
      case Parsed.Invalid<ApiKey>(var fault) -> new Outcome.NotWritten("the key " + fault);
      case Parsed.Valid<ApiKey>(var key) -> {
        var outcome = write(path.get(), key).orElseGet(() -> new Outcome.Made(key, secret));
        keys.look(_ -> Optional.empty()); // this node knows it at once
        yield outcome;
      }
    };
  }

  private static String entry(ClientId name, String secret, Set<Scope> scopes) {
    return name
        + "="
        + secret
        + ":"
        + scopes.stream().map(Scope::word).collect(Collectors.joining("+"));
  }

  /** Remarks and the other keys stay as they are; says what keeps the key from being written. */
  private static Optional<Outcome> write(Path path, ApiKey key) {
    try {
      var file = path.toRealPath();
      // Begun before the file is read: of two who add a key at once, one is told to try again.
      try (var changed = AtomicFile.begin(file)) {
        var lines = Files.readAllLines(file);
        var read = KeyEntries.ofLines(lines).apiKeys();
        if (!read.faults().isEmpty()) {
          return Optional.of(
              new Outcome.NotWritten("the file " + String.join("; ", read.faults())));
        }
        if (read.keys().stream().anyMatch(other -> other.name().equals(key.name()))) {
          return Optional.of(new Outcome.NameTaken());
        }
        changed.write(
            Stream.concat(lines.stream(), Stream.of(KeyText.write(key)))
                .map(line -> line + "\n")
                .collect(Collectors.joining()));
        changed.belongAsBefore();
        changed.put();
        return Optional.empty();
      }
    } catch (FileAlreadyExistsException begun) {
      return Optional.of(
          new Outcome.NotWritten(
              begun.getFile()
                  + " is there: somebody else is adding a key; delete it if nobody is"));
    } catch (IOException unwritable) {
      return Optional.of(new Outcome.NotWritten("cannot change " + path + ": " + unwritable));
    }
  }
}
