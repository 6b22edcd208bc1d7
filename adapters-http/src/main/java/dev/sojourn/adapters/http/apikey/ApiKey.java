package dev.sojourn.adapters.http.apikey;

import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * A client that may call. Only the SHA-256 of its key is known: a key has at least 128 random bits,
 * so a slow password hash would add nothing (NIST SP 800-63B-4, section 3.1.2.2).
 *
 * @param name also the client id of the sessions that it opens
 */
public record ApiKey(ClientId name, KeyHash hash, Set<Scope> scopes) {
  /** What every key begins with, so that secret scanners can tell it. */
  public static final String PREFIX = "sak_";

  /** The fewest characters of a key: the prefix and 128 bits in base64url. */
  public static final int SHORTEST = PREFIX.length() + 22;

  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /** The SHA-256 of a key, 32 bytes; compared in constant time. */
  public static final class KeyHash {
    private final byte[] bytes;

    private KeyHash(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Of a key in the clear. */
    public static KeyHash of(String key) {
      try {
        return new KeyHash(
            MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
      } catch (NoSuchAlgorithmException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }

    /**
     * @throws IllegalArgumentException if not 64 hexadecimal digits
     */
    public static KeyHash ofHex(String hex) {
      var bytes = HexFormat.of().parseHex(hex);
      if (bytes.length != 32) {
        throw new IllegalArgumentException("must have 64 hexadecimal digits");
      }
      return new KeyHash(bytes);
    }

    /** 64 hexadecimal digits. */
    public String hex() {
      return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof KeyHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "KeyHash[hidden]";
    }
  }

  /** Tells keys of one name from each other: the first 16 hexadecimal digits of the hash. */
  public String fingerprint() {
    return hash.hex().substring(0, 16);
  }

  /** Whether it allows what the scope stands for. */
  public boolean allows(Scope scope) {
    return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
  }

  /** Whether it is limited to the sessions of its own client. */
  public boolean isLimitedToOwn() {
    return scopes.contains(Scope.SESSIONS_OWN);
  }

  /** Which sessions it may look at. */
  public SessionReach mayRead() {
    return isLimitedToOwn() ? SessionReach.ofClient(name) : SessionReach.ALL;
  }

  /** Which sessions it may end; those of operators only with {@code admin}. */
  public SessionReach mayEnd() {
    if (scopes.contains(Scope.ADMIN)) {
      return SessionReach.ALL;
    }
    return isLimitedToOwn() ? SessionReach.ofClient(name) : SessionReach.APPLICATIONS;
  }

  /**
   * Which sessions it may change and reauthenticate: those of its own client, unless it is an
   * operator's (ASVS 5.0, 8.2.2).
   */
  public SessionReach mayChange() {
    return scopes.contains(Scope.ADMIN) ? SessionReach.ALL : SessionReach.ofClient(name);
  }

  /** Whether it may disable a user and enable them again; an operator only with {@code admin}. */
  public boolean mayDisable(UserId user) {
    return allows(user.isOperators() ? Scope.ADMIN : Scope.SESSIONS_REVOKE);
  }
}
