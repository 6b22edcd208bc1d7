package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityTest {
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
  private static final SessionId ID =
      new SessionId(UUID.fromString("0195514a-0000-7000-8000-000000000001"));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the later time and generation may be one's         | 1 | 10 | 2 | 20 | 2 | 20
          or the other's                                     | 2 | 20 | 1 | 10 | 2 | 20
          or one of each                                     | 2 | 10 | 1 | 20 | 2 | 20
          two that are the same are one                      | 1 | 10 | 1 | 10 | 1 | 10
          """)
  void bothInOne(
      String rule, int seen, int at, int otherSeen, int otherAt, int bothSeen, int bothAt) {
    assertEquals(activity(bothSeen, bothAt), activity(seen, at).and(activity(otherSeen, otherAt)));
  }

  @Test
  void ofTwoSecretsTheNewerSightingStaysAsItIs() {
    var earlier = new Activity(ID, secret(1), new Generation(7), T0);
    var later = new Activity(ID, secret(2), new Generation(1), T0.plusMillis(1));

    assertEquals(later, earlier.and(later));
    assertEquals(later, later.and(earlier));
  }

  private static Activity activity(int seen, int at) {
    return new Activity(ID, secret(1), new Generation(seen), T0.plusMillis(at));
  }

  private static Secret secret(int first) {
    var bytes = new byte[Secret.LENGTH];
    bytes[0] = (byte) first;
    return new Secret(bytes);
  }
}
