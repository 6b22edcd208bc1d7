package dev.sojourn.domain.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PkceTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void theExampleOfRfc7636AppendixB() {
    var verifier = new CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    var challenge = new CodeChallenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");

    assertEquals(challenge, CodeChallenge.of(verifier));
    assertTrue(challenge.isAnsweredBy(verifier));
    assertFalse(challenge.isAnsweredBy(new CodeVerifier("x".repeat(43))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          42 characters are too few            | a | 42  | false
          43 are enough                        | a | 43  | true
          128 are the most                     | ~ | 128 | true
          129 are too many                     | a | 129 | false
          all that RFC 7636 allows             | AZaz09-._~ | 5 | true
          no plus                              | + | 43  | false
          no slash                             | / | 43  | false
          no padding                           | = | 43  | false
          no letter of another alphabet        | ä | 43  | false
          no digit of another script           | ١ | 43  | false
          """)
  void codeVerifiers(String rule, String characters, int times, boolean valid) {
    assertEquals(valid, CodeVerifier.parse(characters.repeat(times)).valid().isPresent());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          43 characters of base64url                       | E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM  | true
          42 are too few                                   | E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c   | false
          44 are too many                                  | E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMA | false
          no padding                                       | E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c=  | false
          the other spelling of the same bytes is none     | E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN  | false
          no plus                                          | +9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM  | false
          """)
  void codeChallenges(String rule, String text, boolean valid) {
    assertEquals(valid, CodeChallenge.parse(text).valid().isPresent());
  }

  @Provide
  Arbitrary<String> verifiers() {
    return Arbitraries.strings()
        .withCharRange('A', 'Z')
        .withCharRange('a', 'z')
        .numeric()
        .withChars("-._~")
        .ofMinLength(43)
        .ofMaxLength(128);
  }

  @Property
  void aChallengeIsAnsweredByItsOwnVerifierOnly(
      @ForAll("verifiers") String one, @ForAll("verifiers") String other) {
    var challenge = CodeChallenge.of(new CodeVerifier(one));

    assertEquals(one.equals(other), challenge.isAnsweredBy(new CodeVerifier(other)));
    assertEquals(Optional.of(challenge), CodeChallenge.parse(challenge.value()).valid());
  }

  @Test
  void aVerifierHidesItselfAndItsFaultDoesNotRepeatIt() {
    assertEquals("CodeVerifier[hidden]", new CodeVerifier("s".repeat(43)).toString());
    assertEquals(
        new Parsed.Invalid<CodeVerifier>("must have 43 to 128 characters of A-Z a-z 0-9 - . _ ~"),
        CodeVerifier.parse("secret"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one tick before ten minutes it is valid   | PT9M59.999S | true
          at ten minutes it is not                  | PT10M       | false
          """)
  void anAuthorizationIsValidForTenMinutes(String rule, Duration age, boolean valid) {
    var authorization =
        new Authorization(
            new AuthorizationId("login"),
            CodeChallenge.of(new CodeVerifier("v".repeat(43))),
            ClientType.MOBILE,
            Optional.empty(),
            T0.plusNanos(1));

    assertEquals(valid, authorization.isValid(T0.plus(age)));
  }
}
