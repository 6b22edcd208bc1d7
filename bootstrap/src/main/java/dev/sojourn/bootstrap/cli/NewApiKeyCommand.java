package dev.sojourn.bootstrap.cli;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.bootstrap.ExitStatus;
import dev.sojourn.bootstrap.keys.KeyText;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.domain.Parsed;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an API key: shows it once, and the entry that has its hash alone. */
@Command(
    name = "api",
    description = {
      "Make an API key, and the entry that lets it in.",
      "The first line is the key, for the client: it cannot be shown again. The second goes into",
      "SOJOURN_API_KEYS_FILE, or with a comma into SOJOURN_API_KEYS: it has the hash of the key"
          + " alone."
    })
final class NewApiKeyCommand implements Callable<Integer> {
  private final CommandContext here;

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "the client: its name in sessions, logs and the audit trail")
  private String name = "";

  @Option(
      names = "--scopes",
      required = true,
      split = "[,+]",
      paramLabel = "SCOPE,...",
      hideParamSyntax = true,
      completionCandidates = Scopes.class,
      description = "what it may do, of ${COMPLETION-CANDIDATES}")
  private String[] scopes = {};

  NewApiKeyCommand(CommandContext here) {
    this.here = here;
  }

  /** The words that there are. */
  static final class Scopes implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Scope.values()).map(Scope::word).iterator();
    }
  }

  @Override
  public Integer call() {
    var allowed = allowed();
    var secret = new SecureEntropy().apiKey();
    // Read as the configuration will be: what it would refuse is refused here.
    var entry =
        switch (KeyText.apiKey(
            name
                + "="
                + secret
                + ":"
                + allowed.stream().map(Scope::word).collect(Collectors.joining("+")))) {
          case Parsed.Valid<ApiKey>(var key) -> KeyText.write(key);
          case Parsed.Invalid<ApiKey>(var fault) ->
              throw CommandFailure.wrongUsage("the key " + fault);
        };
    here.out().println(secret);
    here.out().println(entry);
    return ExitStatus.GOOD.code();
  }

  private Set<Scope> allowed() {
    var allowed = EnumSet.noneOf(Scope.class);
    for (var word : scopes) {
      allowed.add(
          Scope.ofWord(word.strip())
              .orElseThrow(
                  () ->
                      CommandFailure.wrongUsage(
                          "--scopes: " + word + " is none of " + String.join(", ", new Scopes()))));
    }
    return allowed;
  }
}
