package dev.sojourn.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.JWTProcessor;
import java.net.URI;
import java.net.URL;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Nimbus JOSE+JWT refuses no token while the signing keys are replaced under load. */
@ParameterizedClass(name = "signed with {0}")
@ValueSource(strings = {"ES256", "RS256"})
class KeyRotationTest {
  private static final int CLIENTS = 4;

  private final String algorithm;
  private final RunningSojourn sojourn;
  private final AtomicBoolean over = new AtomicBoolean();

  KeyRotationTest(String algorithm) {
    this.algorithm = algorithm;
    this.sojourn = RunningSojourn.signingWith(algorithm);
  }

  private URL keys() throws Exception {
    return URI.create(sojourn.issuer() + "/.well-known/jwks.json").toURL();
  }

  /** What RFC 9068, section 4, has a resource server check. */
  private JWTProcessor<SecurityContext> validator(JWKSource<SecurityContext> keys) {
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.parse(algorithm), keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            "https://api.example",
            new JWTClaimsSet.Builder().issuer(sojourn.issuer()).build(),
            Set.of("sub", "client_id", "jti", "iat", "exp")));
    return processor;
  }

  /**
   * All is as the library has it: the keys are kept for five minutes, an unknown one has them
   * fetched anew, at most twice in 30 seconds. Here the first token and the first one after the
   * rotation do so.
   */
  @Test
  void oneRotationWithTheLibrarysDefaults() throws Exception {
    withRotations(validator(JWKSourceBuilder.create(keys()).build()), 1);
  }

  /**
   * Who replaces keys at once more often than twice in 30 seconds needs a verifier that may ask as
   * often. (Keys that are published first, as by schedule, need none: they are fetched before they
   * sign.)
   */
  @Test
  void manyRotationsWithAVerifierThatMayAskThatOften() throws Exception {
    withRotations(validator(JWKSourceBuilder.create(keys()).rateLimited(100).build()), 5);
  }

  private void withRotations(JWTProcessor<SecurityContext> validator, int rotations)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new ArrayList<Future<List<String>>>();
      for (var i = 0; i < CLIENTS; i++) {
        clients.add(threads.submit(client(validator)));
      }
      try {
        for (var i = 0; i < rotations; i++) {
          Thread.sleep(1000);
          sojourn.rotate();
        }
        Thread.sleep(1000);
      } finally {
        over.set(true);
      }
      var all = new ArrayList<String>();
      for (var client : clients) {
        all.addAll(client.get());
      }
      var kids = new HashSet<String>();
      for (var token : all) {
        validator.process(token, null); // the early ones too, whose keys have been superseded since
        kids.add(SignedJWT.parse(token).getHeader().getKeyID());
      }
      assertEquals(rotations + 1, kids.size());
      assertTrue(all.size() > 25 * CLIENTS, () -> "too little load: " + all.size());
      System.out.printf(
          "%s: %d tokens of %d keys, none refused%n", algorithm, all.size(), kids.size());
    }
  }

  /** Refreshes as fast as it can, and has each access token validated as soon as it has it. */
  private Callable<List<String>> client(JWTProcessor<SecurityContext> validator) {
    return () -> {
      var tokens = sojourn.open("signed");
      var seen = new ArrayList<String>();
      while (!over.get()) {
        validate(validator, tokens.access(), seen.size());
        seen.add(tokens.access());
        tokens = sojourn.refreshed(tokens);
      }
      return seen;
    };
  }

  private static void validate(JWTProcessor<SecurityContext> validator, String token, int before)
      throws ParseException, JOSEException, BadJOSEException {
    try {
      validator.process(token, null);
    } catch (BadJOSEException | JOSEException refusal) {
      throw new AssertionError("refused after " + before + " that were not", refusal);
    }
  }
}
