package dev.sojourn.bootstrap.keys;

import dev.sojourn.adapters.http.apikey.ApiKey;
import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.adapters.http.apikey.Scope;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.ServerKey;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Keys as they are written in the configuration and in the data directory, one entry each. */
public final class KeyText {
  private static final Pattern IN_THE_CLEAR =
      Pattern.compile(
          ApiKey.PREFIX + "[A-Za-z0-9_-]{" + (ApiKey.SHORTEST - ApiKey.PREFIX.length()) + ",}");
  private static final String HASHED = "sha256-";
  private static final Pattern HASH = Pattern.compile(HASHED + "[0-9a-fA-F]{64}");
  private static final String API_KEY_FORM =
      "must be name=key:scope+scope, the key being "
          + ApiKey.PREFIX
          + " and at least "
          + (ApiKey.SHORTEST - ApiKey.PREFIX.length())
          + " characters of base64url, or "
          + HASHED
          + " and 64 hexadecimal digits";
  private static final String TOKEN_KEY_FORM =
      "must be id=key, the id from 0 to 255 and the key at least "
          + ServerKey.SHORTEST
          + " bytes in base64";

  private KeyText() {}

  /** A server key and its id. */
  public record TokenKey(KeyId id, ServerKey key) {}

  /** Reads {@code name=key:scope+scope}. */
  public static Parsed<ApiKey> apiKey(String entry) {
    var equals = entry.indexOf('=');
    var colon = entry.indexOf(':', equals + 1);
    if (equals < 1 || colon < 0) {
      return new Parsed.Invalid<>(API_KEY_FORM);
    }
    var hash = hash(entry.substring(equals + 1, colon).strip());
    if (hash.isEmpty()) {
      return new Parsed.Invalid<>(API_KEY_FORM);
    }
    var name = entry.substring(0, equals).strip();
    if (name.indexOf(':') >= 0) {
      return new Parsed.Invalid<>(
          "must have a name without a colon (HTTP Basic ends the name there)");
    }
    var scopes = EnumSet.noneOf(Scope.class);
    for (var word : entry.substring(colon + 1).split("\\+", -1)) {
      var scope = Scope.ofWord(word.strip());
      if (scope.isEmpty()) {
        return new Parsed.Invalid<>(
            "must have scopes of these, with + between them: " + scopeWords());
      }
      scopes.add(scope.get());
    }
    if (scopes.containsAll(EnumSet.of(Scope.ADMIN, Scope.SESSIONS_OWN))) {
      return new Parsed.Invalid<>(
          "must not have both admin and sessions:own, which limits a key to its own client");
    }
    return ClientId.parse(name)
        .then(client -> new Parsed.Valid<>(new ApiKey(client, hash.get(), scopes)));
  }

  private static Optional<KeyHash> hash(String text) {
    if (HASH.matcher(text).matches()) {
      return Optional.of(KeyHash.ofHex(text.substring(HASHED.length())));
    }
    return IN_THE_CLEAR.matcher(text).matches() ? Optional.of(KeyHash.of(text)) : Optional.empty();
  }

  private static String scopeWords() {
    return EnumSet.allOf(Scope.class).stream().map(Scope::word).collect(Collectors.joining(", "));
  }

  /** What {@link #apiKey} reads; the key itself is not in it. */
  public static String write(ApiKey key) {
    return key.name()
        + "="
        + HASHED
        + key.hash().hex()
        + ":"
        + key.scopes().stream().sorted().map(Scope::word).collect(Collectors.joining("+"));
  }

  /** Reads {@code id=base64}, with or without padding. */
  public static Parsed<TokenKey> tokenKey(String entry) {
    var equals = entry.indexOf('=');
    if (equals < 1 || !entry.substring(0, equals).strip().matches("[0-9]{1,3}")) {
      return new Parsed.Invalid<>(TOKEN_KEY_FORM);
    }
    var id = Integer.parseInt(entry.substring(0, equals).strip());
    try {
      var bytes = Base64.getDecoder().decode(entry.substring(equals + 1).strip());
      return new Parsed.Valid<>(new TokenKey(new KeyId(id), new ServerKey(bytes)));
    } catch (IllegalArgumentException outOfRange) {
      return new Parsed.Invalid<>(TOKEN_KEY_FORM);
    }
  }

  /** What {@link #tokenKey} reads. */
  public static String write(KeyId id, byte[] key) {
    return id.value() + "=" + Base64.getEncoder().encodeToString(key);
  }
}
