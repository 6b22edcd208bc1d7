package dev.sojourn.bootstrap;

import static dev.sojourn.application.contract.Answers.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sojourn.bootstrap.EventStream.Event;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens, told as it happens. */
class EventsApiTest extends ApiTest {
  private EventStream follow(String query, String... headers) {
    return EventStream.open(
        sojourn().address(), "/v1/events" + query, RunningSojourn.ADMIN_KEY, List.of(headers));
  }

  private EventStream followUser(String more, String... headers) {
    return follow("?user_id=" + user + more, headers);
  }

  private void end(JsonNode opened) {
    backend().delete("/v1/sessions/" + id(opened)).expect(204);
  }

  private static List<String> types(List<Event> events) {
    return events.stream().map(Event::type).toList();
  }

  @Test
  void whoFollowsIsToldWhatHappensFromNowOn() {
    var before = open();
    try (var stream = followUser("")) {
      var opened = open();
      end(opened);
      end(before);
      var events = stream.next(3);
      assertEquals(List.of("session_opened", "session_ended", "session_ended"), types(events));
      assertEquals(
          List.of(id(opened), id(opened), id(before)),
          events.stream().map(event -> event.json().get("session_id").asText()).toList());
    }
  }

  @Test
  void anEventIsTheLineOfTheAuditTrail() {
    try (var stream = followUser("")) {
      open();
      var event = stream.next();
      var line = backend().get("/v1/audit?user_id=" + user).expect(200).json().at("/items/0");
      assertEquals(line, event.json());
      assertEquals(line.get("number").asText(), event.id());
    }
  }

  @Test
  void whoComesBackIsToldNeitherTwiceNorTooLittle() {
    var opened = List.of(open(), open(), open());
    String second;
    try (var stream = followUser("&after=oldest")) {
      assertEquals(List.of(id(opened.get(0)), id(opened.get(1))), sessions(stream.next(2)));
      second = numbers().get(1);
    }
    end(opened.get(0));
    try (var stream = followUser("&after=oldest", "Last-Event-ID", second)) {
      assertEquals(List.of(id(opened.get(2)), id(opened.get(0))), sessions(stream.next(2)));
    }
    try (var stream = followUser("&after=" + second)) {
      assertEquals(List.of(id(opened.get(2)), id(opened.get(0))), sessions(stream.next(2)));
    }
  }

  private List<String> numbers() {
    var items = backend().get("/v1/audit?user_id=" + user).expect(200).json().get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(line -> line.get("number").asText())
        .toList()
        .reversed();
  }

  private static List<String> sessions(List<Event> events) {
    return events.stream().map(event -> event.json().get("session_id").asText()).toList();
  }

  @Test
  void manyWhoFollowAreToldTheSame() {
    var streams = Stream.generate(() -> followUser("")).limit(10).toList();
    var opened = Stream.generate(this::open).limit(5).map(ApiTest::id).toList();
    for (var stream : streams) {
      assertEquals(opened, sessions(stream.next(5)));
      stream.close();
    }
  }

  @Test
  void aLongPastIsToldAsWell() {
    for (var i = 0; i < 450; i++) {
      open();
    }
    try (var stream = followUser("&after=oldest")) {
      assertEquals(numbers(450), stream.next(450).stream().map(Event::id).toList());
    }
  }

  private List<String> numbers(int count) {
    var items =
        backend().get("/v1/audit?limit=1000&user_id=" + user).expect(200).json().get("items");
    assertEquals(count, items.size());
    return StreamSupport.stream(items.spliterator(), false)
        .map(line -> line.get("number").asText())
        .toList()
        .reversed();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "action=session_ended, 'session_ended'",
    "'action=session_opened,session_ended', 'session_opened session_ended'",
    "policy=mobile, 'session_opened attributes_changed session_ended'",
    "client_id=admin, 'session_opened attributes_changed session_ended'"
  })
  void onlyWhatIsWantedIsTold(String filter, String types) {
    try (var stream = followUser("&" + filter)) {
      var opened = open("mobile");
      backend()
          .header("If-Match", "*")
          .json("PATCH", "/v1/sessions/" + id(opened), "{\"attributes\": {\"cart\": 7}}")
          .expect(200);
      end(opened);
      var wanted = List.of(types.split(" "));
      assertEquals(wanted, types(stream.next(wanted.size())));
    }
  }

  @Test
  void aStreamOnWhichNothingWantedHappensPassesOnItsPosition() {
    try (var stream = follow("?user_id=nobody-" + user)) {
      var begin = stream.lastEventId();
      open();
      var number = Long.parseLong(numbers().getFirst());
      eventually(() -> Long.parseLong("0" + stream.lastEventId()) >= number);
      assertFalse(begin.equals(stream.lastEventId()));
    }
  }

  @Test
  void nothingInItIsSecret() {
    try (var stream = followUser("")) {
      var opened = open();
      refresh(refreshToken(opened)).expect(200);
      end(opened);
      for (var event : stream.next(2)) {
        assertFalse(event.data().matches("(?s).*s(at|rt|ak|xc)_.*"), event.data());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "action=refreshed, action",
    "'action=session_ended,', action",
    "session_id=x, session_id",
    "after=newest, after",
    "limit=5, limit"
  })
  void aBadQueryIsRefusedAndSaysWhere(String query, String parameter) {
    var problem = backend().get("/v1/events?" + query).expect(400).json();
    assertEquals(parameter, problem.at("/errors/0/parameter").asText());
  }

  @Test
  void aBadLastEventIdIsRefused() {
    var problem = backend().header("Last-Event-ID", "abc").get("/v1/events").expect(400).json();
    assertEquals("Last-Event-ID", problem.at("/errors/0/parameter").asText());
  }

  @Test
  void whoWasToldMoreThanThereIsIsSentBackToTheBeginning() {
    var problem =
        backend().header("Last-Event-ID", "999999999999").get("/v1/events").expect(410).json();
    assertEquals("urn:sojourn:problem:forgotten", problem.get("type").asText());
  }

  @Test
  void itIsForWhoMayReadTheAuditTrail() {
    anyone().get("/v1/events").expect(401);
    anyone().bearer(RunningSojourn.READ_KEY).get("/v1/events").expect(403);
  }

  @Test
  void aHeadRequestDoesNotWait() {
    var answer = backend().send("HEAD", "/v1/events", BodyPublishers.noBody());
    assertEquals(200, answer.status());
  }
}
