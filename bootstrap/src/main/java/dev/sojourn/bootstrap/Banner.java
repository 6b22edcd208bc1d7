package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.keys.Keys.ApiKeySource;
import java.net.URI;

/** What Sojourn prints when it has started: where it is, with which key, and what to try. */
final class Banner {
  private Banner() {}

  /** The lines can be copied into a shell as they are. */
  static String of(URI address, ApiKeySource source) {
    return switch (source) {
      case ApiKeySource.Configured _ -> "Sojourn is ready at " + address + "\n";
      case ApiKeySource.MadeNow(var key, var file) ->
          ready(address)
              + "API key: "
              + key
              + "\n"
              + file.map(kept -> "Keep it, it is not shown again. Its hash is in " + kept)
                  .orElse("It lasts as long as this process, like the sessions.")
              + "\n"
              + toTry(address, key, "");
      case ApiKeySource.MadeBefore(var file, var at) ->
          ready(address)
              + "API key: the one that was shown when it was made, at "
              + at
              + "\nLost? Delete "
              + file
              + " and start again: a new one is made.\n"
              + toTry(address, "$KEY", "KEY=sak_...\n");
    };
  }

  private static String ready(URI address) {
    return """

    Sojourn is ready at ADDRESS (the API: ADDRESS/docs)
    See and end sessions: ADDRESS/console (sign in with the API key)
    """
        .replace("ADDRESS", address.toString());
  }

  private static String toTry(URI address, String key, String first) {
    return """

    Open a session, verify its access token, refresh it:

    FIRST\
    SESSION=$(curl -sS ADDRESS/v1/sessions -H "Authorization: Bearer KEY" -H "Content-Type: application/json" -d '{"user_id": "ada"}'); echo "$SESSION"
    curl -sSi ADDRESS/v1/verify -H "Authorization: Bearer $(echo "$SESSION" | grep -o 'sat_[A-Za-z0-9_-]*')"
    curl -sS ADDRESS/v1/token -d grant_type=refresh_token -d "refresh_token=$(echo "$SESSION" | grep -o 'srt_[A-Za-z0-9_-]*')"

    Ctrl-C stops it.
    """
        .replace("ADDRESS", address.toString())
        .replace("Bearer KEY", "Bearer " + key)
        .replace("FIRST", first);
  }
}
