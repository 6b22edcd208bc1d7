package dev.sojourn.adapters.http.console.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInPagesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console",
        "/console/",
        "/console/sessions?state=any",
        "/console/sessions?user_id=a%2Fb&next=//x",
        "/console/users/ada%40example.com",
        "/console/users/Zo%C3%AB",
        "/console/users/ada%2Flovelace%20%C3%BC",
        "/console/users/a..b",
        "/console/sessions/0195514a-0000-7000-8000-000000000001"
      })
  void pagesOfTheConsoleAreGoneOnWith(String next) {
    assertEquals(true, SignInPages.isOurs(next));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/consolex",
        "/account",
        "//evil.example/console",
        "https://evil.example/console",
        "http:/console",
        "/console/../../evil",
        "/console/..",
        "/console/./x",
        "/console/%2e%2e/%2e%2e/evil",
        "/console/.%2E/evil",
        "/console/..;/evil",
        "/console/..%2fevil",
        "/console//evil.example",
        "/console/\\evil.example",
        "/console/..\\..\\evil",
        "/console/%5c%5cevil.example",
        "/console/users/ada%2F..%2Fevil",
        "/%63onsole",
        "/console/%63utoffs",
        "/console/users/%",
        "/console/users/%zz",
        "/console/users/%00",
        "/console/users/%0d%0aSet-Cookie",
        "/console#x",
        "/console/ x",
        "/console@evil.example",
        "/console:80"
      })
  void anythingElseIsNot(String next) {
    assertEquals(false, SignInPages.isOurs(next));
  }

  @Test
  void aLongOneIsNoTrouble() {
    assertEquals(true, SignInPages.isOurs("/console" + "/a".repeat(30_000)));
  }
}
