package dev.sojourn.application.session;

import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.SessionReach;
import dev.sojourn.domain.session.UserId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionReachTest {
  @ParameterizedTest(name = "{0} with a session of {1} by {2} under {3}: {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          all          | ada | shop  | default | true
          all          | ada | shop  | console | true
          applications | ada | shop  | default | true
          applications | ada | shop  | console | false
          shop's       | ada | shop  | default | true
          shop's       | ada | other | default | false
          shop's       | ada | shop  | console | false
          ada's        | ada | shop  | default | true
          ada's        | bob | shop  | default | false
          ada's        | ada | shop  | console | false
          """)
  void whatIsWithinReach(
      String reach, String user, String client, String policy, boolean expected) {
    var session = session().of(new UserId(user)).client(client).policy(policy).build();
    var within =
        switch (reach) {
          case "all" -> SessionReach.ALL;
          case "applications" -> SessionReach.APPLICATIONS;
          case "shop's" -> SessionReach.ofClient(new ClientId("shop"));
          default -> SessionReach.ofUser(new UserId("ada"));
        };
    assertEquals(expected, within.covers(session));
  }
}
