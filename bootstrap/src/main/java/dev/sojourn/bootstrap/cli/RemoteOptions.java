package dev.sojourn.bootstrap.cli;

import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.Sojourn;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.setting.AllSettings;
import dev.sojourn.bootstrap.setting.Variables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which running Sojourn is meant, and with which key it is asked. */
final class RemoteOptions {
  private static final Pattern KEY = Pattern.compile("sak_[A-Za-z0-9_-]+");

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "where Sojourn is; else where the configuration has it listen")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--api-key-file",
      paramLabel = "FILE",
      description = "a file with the API key; else the variable SOJOURN_API_KEY has it")
  private Optional<Path> apiKeyFile = Optional.empty();

  /**
   * A client of it.
   *
   * @throws CommandFailure if it is not known where it is, or with which key
   */
  RemoteSojourn sojourn(CommandContext here) {
    return new RemoteSojourn(
        url.map(RemoteOptions::checked).orElseGet(() -> near(here)), key(here));
  }

  private static URI checked(URI url) {
    var isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!isHttp || url.getHost() == null || url.getRawQuery() != null) {
      throw CommandFailure.wrongUsage("--url must be such as https://sojourn.example");
    }
    return url;
  }

  private static URI near(CommandContext here) {
    var listening =
        Configuration.needed(
            SojournConfig.readListening(here.environment(), here.workingDirectory()),
            "needs --url");
    if (listening.port() == 0) {
      throw CommandFailure.wrongUsage(
          "needs --url: with " + AllSettings.HTTP_PORT.name() + "=0 the port is not known");
    }
    return Sojourn.reachable(listening, listening.port());
  }

  private String key(CommandContext here) {
    var key =
        apiKeyFile
            .map(file -> inFile(here.file(file)))
            .or(() -> here.variable(Variables.API_KEY))
            .orElseThrow(
                () ->
                    CommandFailure.wrongUsage(
                        "needs an API key: set "
                            + Variables.API_KEY
                            + ", or name a file with --api-key-file"));
    if (!KEY.matcher(key).matches()) {
      throw CommandFailure.wrongUsage(
          apiKeyFile.map(Path::toString).orElse(Variables.API_KEY)
              + " must have an API key: sak_ and what follows, nothing else");
    }
    return key;
  }

  private static String inFile(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitStatus.WRONG_USAGE, "--api-key-file: cannot read " + file, unreadable);
    }
  }
}
