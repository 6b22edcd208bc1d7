package dev.sojourn.interop;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who issues the tokens.
 *
 * @param audience what tokens for this resource server name
 * @param client whose sessions it takes
 * @param introspectionKey an API key with the scope {@code sessions:read}, which is named {@code
 *     introspectionClient}
 * @param clockSkew how long after its expiry a JWT is still taken
 */
@ConfigurationProperties("sojourn")
record SojournProperties(
    String issuer,
    String audience,
    String client,
    String introspectionClient,
    String introspectionKey,
    @DefaultValue("1m") Duration clockSkew) {}
