package dev.sojourn.bootstrap.keys;

import dev.sojourn.application.token.CheckTokenKeys;
import dev.sojourn.application.token.CheckTokenKeys.Findings;
import dev.sojourn.bootstrap.Sojourn;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits token keys if each id names the key that the store knows by it, and warns of keys that are
 * missing. Blocks until the store has answered, so not on an event loop.
 */
public final class TokenKeyAdmission
    implements Function<SortedMap<KeyId, ServerKey>, Optional<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(TokenKeyAdmission.class);

  private final CheckTokenKeys check;

  public TokenKeyAdmission(CheckTokenKeys check) {
    this.check = check;
  }

  /**
   * Why these keys cannot be used, if they cannot.
   *
   * @throws RuntimeException if the store does not answer
   */
  @Override
  public Optional<String> apply(SortedMap<KeyId, ServerKey> keys) {
    var findings = Sojourn.await(check.check(KeyRing.of(keys)));
    var refusal = refusal(findings);
    if (refusal.isEmpty()) {
      warning(findings).ifPresent(warning -> LOG.warn("token keys: {}", warning));
    }
    return refusal;
  }

  /** What is wrong with keys whose ids the store knows with other keys, and what to do. */
  public static Optional<String> refusal(Findings findings) {
    return findings.replaced().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the store knows "
                + ids(findings.replaced())
                + " with another key, and tokens of that key would be refused: use the earlier key"
                + " for this id, or give the new key an id that was not used before");
  }

  /** What is lost without the keys that are missing, and what to do. */
  public static Optional<String> warning(Findings findings) {
    return findings.missing().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the store has signing keys that were sealed with "
                + ids(findings.missing())
                + ", which no configured key opens: tokens of that key are refused; add the key"
                + " again, unless you removed it on purpose");
  }

  private static String ids(SortedSet<KeyId> ids) {
    return (ids.size() == 1 ? "key id " : "key ids ")
        + ids.stream().map(id -> String.valueOf(id.value())).collect(Collectors.joining(", "));
  }
}
