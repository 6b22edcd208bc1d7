package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999Z",
    "2026-03-01T12:00:00.0009Z, 2026-03-01T12:00:00Z",
    "2026-03-01T12:00:00+02:00, 2026-03-01T10:00:00Z",
    "10000-01-01T00:00:00Z,",
    "+10000-01-01T00:00:00Z,",
    "9999-12-31T23:59:59.999999999-00:01,",
    "0000-12-31T23:59:59Z,"
  })
  void aTimeIsKeptInMilliseconds(String text, Instant expected) {
    assertEquals(Optional.ofNullable(expected), Fields.Readers.instant(text).valid());
  }

  @Test
  void whatIsThereIsRead() {
    var fields = fields("{\"user_id\":\"ada\",\"amr\":[\"pwd\",\"otp\"],\"attributes\":{}}");
    assertEquals(new UserId("ada"), fields.required("user_id", UserId::parse));
    assertEquals(List.of("pwd", "otp"), fields.texts("amr", 8, Authentication::parseMethod));
    assertEquals(true, fields.object("attributes").isPresent());
    fields.done();
  }

  @Test
  void aWholeNumberIsReadWithinItsBounds() {
    assertEquals(Optional.of(1L), fields("{\"n\":1}").whole("n", 1, 9));
    assertEquals(Optional.of(9L), fields("{\"n\":9}").whole("n", 1, 9));
    for (var wrong : List.of("0", "10", "1.5", "\"1\"", "true")) {
      var fields = fields("{\"n\":" + wrong + "}");
      assertEquals(Optional.empty(), fields.whole("n", 1, 9));
      var faults = assertThrows(Problem.class, fields::done).faults();
      assertEquals("/n must be a whole number from 1 to 9", faults.getFirst().toString());
    }
  }

  @Test
  void absentAndNullAreTheSame() {
    var fields = fields("{\"user_id\":null}");
    assertEquals(Optional.empty(), fields.optional("user_id", UserId::parse));
    assertEquals(Optional.empty(), fields.optional("other", UserId::parse));
    assertEquals(List.of(), fields.texts("amr", 8, Authentication::parseMethod));
    fields.done();
  }

  @Test
  void everyFaultIsToldWithItsPointer() {
    var fields =
        fields(
            "{\"user_id\":7,\"amr\":[1,\"\"],\"many\":[\"a\",\"b\",\"c\"],\"attributes\":[],"
                + "\"word\":\"x\",\"odd/~\":1}");
    assertNull(fields.required("user_id", UserId::parse));
    assertNull(fields.required("policy", UserId::parse));
    fields.texts("amr", 8, Authentication::parseMethod);
    fields.texts("many", 2, Authentication::parseMethod);
    fields.object("attributes");
    fields.word("word", word -> Optional.of(word).filter("a"::equals), "a, b");
    var faults = assertThrows(Problem.class, fields::done).faults();
    assertEquals(
        List.of(
            "/user_id must be a text",
            "/policy is required",
            "/amr/0 must be a text",
            "/amr/1 must have 1 to 64 characters",
            "/many must have at most 2 items",
            "/attributes must be an object",
            "/word must be one of a, b",
            "/odd~1~0 is not a known field"),
        faults.stream().map(Fault::toString).toList());
  }

  @Test
  void aFaultNeverRepeatsWhatWasSent() {
    var fields = fields("{\"user_id\":\"secret\\u0007\"}");
    fields.required("user_id", UserId::parse);
    assertEquals(
        List.of(Fault.at("/user_id", "must not contain control characters")), fields.faults());
  }

  private static Fields fields(String json) {
    return new Fields(Body.read(Buffer.buffer(json), BodyLimit.OF_CLIENTS));
  }
}
