package dev.sojourn.adapters.http;

import dev.sojourn.adapters.http.account.Brand;
import dev.sojourn.adapters.http.api.admin.LogLevels;
import dev.sojourn.adapters.http.apikey.ApiKeyFile;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.console.Locations;
import dev.sojourn.adapters.http.request.RateLimit;
import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.RequestTracing;
import dev.sojourn.adapters.http.server.TrustedProxies;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.SigningAlgorithm;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How the API is served.
 *
 * @param listening where and how
 * @param issuer who issues tokens, and for whom
 * @param algorithm how JWTs are signed
 * @param allowedOrigins of pages that may use the API with scripts and cookies
 * @param addressRate how often an address may call the token endpoints without an API key
 * @param keyRate how often a client may call the token and login endpoints with one
 * @param loginUrl where browsers are sent that may not pass
 * @param keys what marks cursors
 * @param clock by which pages tell how much time is left
 * @param brand of the page that people see
 * @param logLevels what this node writes into its log
 * @param tracing who follows requests
 * @param apiKeyFile where the console adds API keys
 * @param locations where addresses are, for the console
 * @param longestUnread how long a request that changes something may have waited in its socket
 */
public record HttpSettings(
    Listening listening,
    Issuer issuer,
    SigningAlgorithm algorithm,
    Set<String> allowedOrigins,
    Optional<String> loginUrl,
    TrustedProxies trustedProxies,
    Optional<RateLimit> addressRate,
    Optional<RateLimit> keyRate,
    ApiKeys apiKeys,
    Policies policies,
    Supplier<KeyRing> keys,
    InstantSource clock,
    Brand brand,
    LogLevels logLevels,
    RequestTracing tracing,
    ApiKeyFile apiKeyFile,
    Locations locations,
    Duration longestUnread) {}
