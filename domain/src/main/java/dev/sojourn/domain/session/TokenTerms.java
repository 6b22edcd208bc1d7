package dev.sojourn.domain.session;

import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.SessionPolicy;
import java.util.Optional;

/**
 * On what terms the tokens of a session are made, where they are its own and not the policy's.
 *
 * @param format the access tokens that its opener asked for
 * @param boundTo the key without which its tokens are worth nothing (RFC 9449)
 */
public record TokenTerms(Optional<AccessTokenFormat> format, Optional<KeyThumbprint> boundTo) {

  /** The policy's, and bearer tokens. */
  public static final TokenTerms STANDARD = new TokenTerms(Optional.empty(), Optional.empty());

  /** What its access tokens look like. */
  public AccessTokenFormat formatUnder(SessionPolicy policy) {
    return format.orElse(policy.tokens().accessTokenFormat());
  }

  TokenTerms boundTo(KeyThumbprint key) {
    return new TokenTerms(format, Optional.of(key));
  }
}
