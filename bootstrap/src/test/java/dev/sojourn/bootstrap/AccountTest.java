package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A person's own page: whose it is, and what they can end. */
class AccountTest extends ApiTest {
  private static final String ACCESS = "__Host-sojourn";
  private static final String REFRESH = "__Host-sojourn-refresh";

  private ConsoleVisitor browserWith(String cookie, String token) {
    var browser = new ConsoleVisitor(sojourn().address());
    browser.cookies().put(cookie, token);
    return browser;
  }

  private ConsoleVisitor person(JsonNode opened) {
    return browserWith(ACCESS, accessToken(opened));
  }

  private static String location(HttpResponse<String> answer) {
    return answer.headers().firstValue("Location").orElse("");
  }

  private static String end(JsonNode opened) {
    return "/account/sessions/" + id(opened) + "/end";
  }

  @Test
  void aPersonSeesTheirDevicesAndWhichIsThisOne() {
    var own = open();
    var other = open();
    var page = person(own).get("/account");
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains(id(own)) && page.body().contains(id(other)));
    assertEquals(page.body().indexOf(">This device<"), page.body().lastIndexOf(">This device<"));
    assertTrue(page.body().contains(">This device<"));
    assertTrue(page.body().indexOf("d-" + id(own)) < page.body().indexOf("d-" + id(other)));
    assertFalse(page.body().contains("sat_") || page.body().contains("srt_"));
    assertEquals("no-store", page.headers().firstValue("Cache-Control").orElse(""));
  }

  @Test
  void theCookieOfARefreshTokenIsEnoughAndIsNotTraded() {
    var own = open();
    var browser = browserWith(REFRESH, refreshToken(own));
    assertEquals(200, browser.get("/account").statusCode());
    assertEquals(Map.of(REFRESH, refreshToken(own)), browser.cookies());
    assertEquals("active", session(id(own)).get("state").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "nonsense", "an ended session", "an operator"})
  void whoIsNotSignedInIsSentToTheLogin(String who) {
    var browser =
        switch (who) {
          case "nonsense" -> browserWith(ACCESS, "sat_nonsense");
          case "an ended session" -> {
            var ended = open();
            backend().delete("/v1/sessions/" + id(ended)).expect(204);
            yield person(ended);
          }
          case "an operator" -> {
            var operator = ConsoleVisitor.with(sojourn().address(), RunningSojourn.ADMIN_KEY);
            yield browserWith(ACCESS, operator.cookie(ConsoleVisitor.ACCESS));
          }
          default -> new ConsoleVisitor(sojourn().address());
        };
    var answer = browser.get("/account");
    assertEquals(302, answer.statusCode());
    assertEquals(
        "https://login.example/start?from=sojourn&return_to=https%3A%2F%2Fid.example%2Faccount",
        location(answer));
  }

  @Test
  void anotherDeviceIsSignedOutByThePerson() {
    var own = open();
    var other = open();
    var answer = person(own).post(end(other), Map.of());
    assertEquals("/account?done=ended", location(answer));
    assertEquals("revoked", session(id(other)).get("end_reason").asText());
    assertEquals("active", session(id(own)).get("state").asText());
  }

  @Test
  void thisDeviceIsSignedOutAndItsCookiesAreTakenAway() {
    var own = open();
    var browser = person(own);
    browser.cookies().put(REFRESH, refreshToken(own));
    assertEquals("/account/signed-out", location(browser.post(end(own), Map.of())));
    assertEquals("logout", session(id(own)).get("end_reason").asText());
    assertEquals(Map.of(), browser.cookies());
    assertEquals(200, browser.get("/account/signed-out").statusCode());
  }

  @Test
  void allOthersAreSignedOut() {
    var own = open();
    var others = new JsonNode[] {open(), open()};
    assertEquals(303, person(own).post("/account/end-others", Map.of()).statusCode());
    for (var other : others) {
      assertEquals("ended", session(id(other)).get("state").asText());
    }
    assertEquals("active", session(id(own)).get("state").asText());
  }

  @Test
  void anotherPersonsDeviceIsNotThere() {
    var own = open();
    var stranger = backend().post("/v1/sessions", "{\"user_id\": \"stranger\"}").expect(201).json();
    assertEquals(404, person(own).get(end(stranger)).statusCode());
    assertEquals(404, person(own).post(end(stranger), Map.of()).statusCode());
    assertEquals("active", session(id(stranger)).get("state").asText());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "another site                | Origin         | https://evil.example | 403",
        "a page that may use the API | Origin         | https://app.example  | 403",
        "another site                | Sec-Fetch-Site | cross-site           | 403",
        "nobody says                 | X-Nothing      | x                    | 403"
      })
  void aFormOfAnotherSiteEndsNothing(String rule, String header, String value, int status) {
    var own = open();
    var other = open();
    var answer = person(own).postAs(end(other), Map.of(), header, value);
    assertEquals(status, answer.statusCode());
    assertEquals("active", session(id(other)).get("state").asText());
  }

  @Test
  void whereTheBrowserSaysNothingTheMarkOfTheSessionDoes() {
    var own = open();
    var other = open();
    var browser = person(own);
    var mark = browser.csrf(end(other));
    assertEquals(
        303, browser.postAs(end(other), Map.of("csrf", mark), "X-Nothing", "x").statusCode());
  }
}
