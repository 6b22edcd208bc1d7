package dev.sojourn.adapters.http.apikey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.http.apikey.ApiKey.KeyHash;
import dev.sojourn.domain.session.ClientId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
  private static final String KEY = "sak_0123456789abcdefghijkl";
  private static final ApiKey SHOP =
      new ApiKey(new ClientId("shop"), KeyHash.of(KEY), Set.of(Scope.SESSIONS_READ));
  private static final ApiKeys KEYS =
      new ApiKeys(
          () ->
              List.of(
                  SHOP,
                  new ApiKey(
                      new ClientId("admin"),
                      KeyHash.of("sak_another-key-of-22-chars"),
                      Set.of(Scope.ADMIN))));

  @Test
  void aKeyIsFoundByItselfAndByNothingLess() {
    assertEquals(Optional.of(SHOP), KEYS.find(KEY));
    assertEquals(Optional.empty(), KEYS.find(KEY.substring(1)));
    assertEquals(Optional.empty(), KEYS.find(KEY + " "));
    assertEquals(Optional.empty(), KEYS.find(""));
  }

  @Test
  void aNameThatIsPresentedWithItMustBeItsOwn() {
    assertEquals(Optional.of(SHOP), KEYS.find("shop", KEY));
    assertEquals(Optional.empty(), KEYS.find("admin", KEY));
  }

  @Test
  void keysOfOneNameAreToldFromEachOther() {
    var name = new ClientId("shop");
    assertEquals(Optional.of(SHOP), KEYS.known(name, SHOP.fingerprint()));
    assertEquals(Optional.empty(), KEYS.known(new ClientId("admin"), SHOP.fingerprint()));
    assertEquals(Optional.empty(), KEYS.known(name, ""));
    assertFalse(KEY.contains(SHOP.fingerprint()));
  }

  @Test
  void theHashIsPrintedAndReadAsHexadecimal() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        KeyHash.of("abc").hex());
    assertEquals(KeyHash.of(KEY), KeyHash.ofHex(KeyHash.of(KEY).hex()));
    assertFalse(KeyHash.of(KEY).toString().contains(KeyHash.of(KEY).hex()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "xy", "0123"})
  void whatIsNoHashIsRefused(String hex) {
    assertThrows(IllegalArgumentException.class, () -> KeyHash.ofHex(hex));
  }

  @ParameterizedTest
  @EnumSource
  void aScopeAllowsItselfAndAdminAllowsAll(Scope scope) {
    assertEquals(Optional.of(scope), Scope.ofWord(scope.word()));
    assertEquals(scope == Scope.SESSIONS_READ, SHOP.allows(scope));
    assertTrue(KEYS.find("sak_another-key-of-22-chars").orElseThrow().allows(scope));
  }
}
