package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sojourn.adapters.http.problem.Fault;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.request.Fields.Readers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final Set<String> KNOWN = Set.of("policy", "limit", "opened_after");

  @Test
  void noQueryHasNoParameters() {
    var query = Query.read(null, KNOWN);
    query.done();
    assertEquals(Optional.empty(), query.optional("policy", Readers::any));
    assertEquals(50, query.limit(500));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    var query = Query.read("polcy=a&limit=0&limit=7&opened_after=today&x=%ff", KNOWN);
    query.limit(500);
    query.optional("opened_after", Readers::instant);
    assertEquals(
        List.of(
            Fault.ofParameter("polcy", "is not a known parameter"),
            Fault.ofParameter("limit", "must not come twice"),
            Fault.ofParameter("", "must be percent-encoded UTF-8"),
            Fault.ofParameter("limit", "must be from 1 to 500"),
            Fault.ofParameter(
                "opened_after", "must be a time such as 2026-11-24T12:00:00Z (RFC 3339)")),
        assertThrows(Problem.class, query::done).faults());
  }

  @Test
  void manyParametersAreOneFault() {
    var faults = assertThrows(Problem.class, Query.read("a&".repeat(8_000), KNOWN)::done).faults();
    assertEquals(List.of(Fault.ofParameter("", "must have at most 100 parameters")), faults);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 500})
  void aLimitWithinItsRange(int limit) {
    var query = Query.read("limit=" + limit, KNOWN);
    assertEquals(limit, query.limit(500));
    query.done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "501", "-1", "+1", "1.0", "1e2", "99999999999", "٣"})
  void aLimitOutsideItsRangeIsRefused(String limit) {
    var query = Query.read("limit=" + limit, KNOWN);
    query.limit(500);
    assertEquals(
        List.of(Fault.ofParameter("limit", "must be from 1 to 500")),
        assertThrows(Problem.class, query::done).faults());
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2026-11-24T12:00:00Z, 2026-11-24T12:00:00Z",
    "2026-11-24T12:00:00.123Z, 2026-11-24T12:00:00.123Z",
    "2026-11-24T12:00:00%2B01:00, 2026-11-24T11:00:00Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z"
  })
  void times(String given, String instant) {
    var query = Query.read("opened_after=" + given, KNOWN);
    assertEquals(
        Optional.of(instant),
        query.optional("opened_after", Readers::instant).map(String::valueOf));
    query.done();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-11-24",
        "2026-11-24T12:00:00",
        "1764000000",
        "2026-02-30T12:00:00Z",
        "2026-11-24T12:00:00+01:00", // a plus is a space here
        "%2B10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z"
      })
  void whatIsNoTimeIsRefused(String given) {
    var query = Query.read("opened_after=" + given, KNOWN);
    query.optional("opened_after", Readers::instant);
    assertThrows(Problem.class, query::done);
  }
}
