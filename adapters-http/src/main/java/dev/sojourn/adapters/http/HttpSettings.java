package dev.sojourn.adapters.http;

import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.token.KeyRing;
import java.util.Optional;

/**
 * How the API is served.
 *
 * @param port 0 picks a free one
 * @param eventLoops how many threads serve requests
 * @param issuer who issues tokens; {@code http://host:port} if absent
 * @param audience whom tokens are for where the policy does not say; the issuer if absent
 * @param keys what marks cursors
 */
public record HttpSettings(
    String host,
    int port,
    int eventLoops,
    Optional<String> issuer,
    Optional<String> audience,
    TrustedProxies trustedProxies,
    ApiKeys apiKeys,
    Policies policies,
    KeyRing keys) {}
