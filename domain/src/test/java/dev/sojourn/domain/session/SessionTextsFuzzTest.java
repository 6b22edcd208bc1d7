package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.PolicyName;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Function;

/** Whatever text comes, it is a value that prints as that text, or a fault that does not. */
class SessionTextsFuzzTest {
  @FuzzTest
  void aTextIsItsValueOrAFault(@NotNull String text) {
    valueOrFault(text.toLowerCase(Locale.ROOT), SessionId::parse, SessionId::toString);
    valueOrFault(text, UserId::parse, UserId::value);
    valueOrFault(text, ClientId::parse, ClientId::value);
    valueOrFault(text, Device::parseText, parsed -> parsed);
    valueOrFault(text, Authentication::parseAcr, parsed -> parsed);
    valueOrFault(text, Authentication::parseMethod, parsed -> parsed);
    valueOrFault(text, AuthorizationId::parse, AuthorizationId::value);
    valueOrFault(text, PolicyName::parse, PolicyName::value);
    valueOrFault(text, CodeChallenge::parse, CodeChallenge::value);
    valueOrFault(text, CodeVerifier::parse, CodeVerifier::value);
    valueOrFault(text, KeyThumbprint::parse, KeyThumbprint::value);
  }

  @FuzzTest
  void whatIsPrintableSurvivesUtf8(@NotNull String text) {
    UserId.parse(text)
        .valid()
        .ifPresent(
            user ->
                assertEquals(
                    user.value(),
                    new String(
                        user.value().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
  }

  @FuzzTest
  void aHashHasOneSpelling(@NotNull String text) {
    CodeChallenge.parse(text)
        .valid()
        .ifPresent(
            challenge ->
                assertEquals(
                    challenge.value(),
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Base64.getUrlDecoder().decode(challenge.value()))));
  }

  @FuzzTest
  void anAddressHasOneText(@NotNull String text) {
    if (IpAddress.parse(text) instanceof Parsed.Valid<IpAddress>(var address)) {
      assertTrue(address.value().length() <= 45);
      assertEquals(new Parsed.Valid<>(address), IpAddress.parse(address.value()));
      assertEquals(address.network(), address.network().network());
      var bytes = address.bytes();
      assertEquals(address.value().contains(":") ? 16 : 4, bytes.length);
      assertArrayEquals(bytes, new IpAddress(address.value()).bytes());
      assertFalse(text.contains("%"), "no zones");
    }
  }

  private static <T> void valueOrFault(
      String text, Function<String, Parsed<T>> parse, Function<T, String> print) {
    switch (parse.apply(text)) {
      case Parsed.Valid<T>(var value) -> {
        assertEquals(text, print.apply(value));
        assertEquals(new Parsed.Valid<>(value), parse.apply(print.apply(value)));
      }
      case Parsed.Invalid<T>(var fault) ->
          assertFalse(text.length() > 12 && fault.contains(text), "repeats what was sent");
    }
  }
}
