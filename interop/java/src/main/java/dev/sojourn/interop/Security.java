package dev.sojourn.interop;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.introspection.SpringOpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Every request needs an access token: a JWT, which is checked here, or one that Sojourn is asked
 * about. Spring takes both as Bearer, and with a proof as DPoP.
 */
@Configuration
class Security {
  private static final Pattern JWT = Pattern.compile("(?i:bearer|dpop) +ey");

  @Bean
  SecurityFilterChain chain(
      HttpSecurity http, AuthenticationManagerResolver<HttpServletRequest> either) {
    return http.authorizeHttpRequests(all -> all.anyRequest().authenticated())
        .sessionManagement(none -> none.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .oauth2ResourceServer(
            server -> server.authenticationManagerResolver(either).dPoP(withDefaults()))
        .build();
  }

  @Bean
  AuthenticationManagerResolver<HttpServletRequest> either(
      JwtDecoder decoder, OpaqueTokenIntrospector introspector) {
    AuthenticationManager jwt = new ProviderManager(new JwtAuthenticationProvider(decoder));
    AuthenticationManager opaque =
        new ProviderManager(new OpaqueTokenAuthenticationProvider(introspector));
    return request ->
        JWT.matcher(String.valueOf(request.getHeader("Authorization"))).lookingAt() ? jwt : opaque;
  }

  /**
   * Finds out address and algorithm of the keys by itself, and checks what RFC 9068 wants checked.
   */
  @Bean
  static JwtDecoder jwtDecoder(SojournProperties sojourn) {
    var decoder = NimbusJwtDecoder.withIssuerLocation(sojourn.issuer()).validateType(false).build();
    decoder.setJwtValidator(
        JwtValidators.createAtJwtValidator()
            .issuer(sojourn.issuer())
            .audience(sojourn.audience())
            .clientId(sojourn.client())
            .validators(
                all ->
                    all.compute(
                        JwtClaimNames.EXP,
                        (_, present) ->
                            new DelegatingOAuth2TokenValidator<>(
                                present, new JwtTimestampValidator(sojourn.clockSkew()))))
            .build());
    return decoder;
  }

  /**
   * Spring takes whatever is active; which audience and which type of token is left to the
   * application.
   */
  @Bean
  OpaqueTokenIntrospector introspector(SojournProperties sojourn) {
    var introspector =
        SpringOpaqueTokenIntrospector.withIntrospectionUri(sojourn.issuer() + "/v1/introspect")
            .clientId(sojourn.introspectionClient())
            .clientSecret(sojourn.introspectionKey())
            .build();
    return token -> {
      var principal = introspector.introspect(token);
      if (!List.of(sojourn.audience()).equals(principal.getAttribute("aud"))) {
        throw new BadOpaqueTokenException("The token is for another resource server");
      }
      if (!"access".equals(principal.getAttribute("token_use"))) {
        throw new BadOpaqueTokenException("The token is no access token");
      }
      return principal;
    };
  }
}
