package dev.sojourn.domain.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionLimit.OnLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
  private static final Comparator<Session> OLDEST_FIRST =
      Comparator.comparing((Session session) -> session.times().createdAt())
          .thenComparing(Session::id);
  private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

  /** Opened so many seconds after T0, with an id of this number. */
  private static Session session(int seconds, int number) {
    return Session.opened(
        new SessionId(new UUID(0x0000_0000_0000_7000L, 0x8000_0000_0000_0000L | number)),
        new UserId("ada"),
        new Origin(new ClientId("web"), Optional.empty(), Device.UNSAID),
        new Authentication(T0.plusSeconds(seconds), List.of(), Optional.empty()),
        T0.plusSeconds(100_000),
        new Secret(new byte[32]),
        TokenTerms.STANDARD,
        new Exchange.None(),
        Attributes.NONE,
        T0.plusSeconds(seconds),
        SessionPolicy.DEFAULT);
  }

  private static String told(Admission admission) {
    return switch (admission) {
      case Admission.Rejected _ -> "rejected";
      case Admission.Admitted(var evicted) ->
          evicted.isEmpty()
              ? "admitted"
              : evicted.stream()
                  .map(
                      session ->
                          String.valueOf(session.id().value().getLeastSignificantBits() & 0xff))
                  .collect(Collectors.joining(" ", "evicts ", ""));
    };
  }

  /** Active sessions by the seconds at which they were opened; their ids count from 1. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the first is admitted                              | 1 | EVICT_OLDEST |          | admitted
          below the limit it is admitted                     | 3 | EVICT_OLDEST | 10 20    | admitted
          at the limit the oldest makes room                 | 2 | EVICT_OLDEST | 10 20    | evicts 1
          whatever their order                               | 2 | EVICT_OLDEST | 20 10    | evicts 2
          of those of one instant the one with the lesser id | 2 | EVICT_OLDEST | 10 10    | evicts 1
          a limit that was lowered ends more than one        | 2 | EVICT_OLDEST | 30 10 20 | evicts 2 3
          below the limit it is not rejected                 | 3 | REJECT       | 10 20    | admitted
          at the limit it is rejected                        | 2 | REJECT       | 10 20    | rejected
          above a limit that was lowered as well             | 1 | REJECT       | 10 20    | rejected
          """)
  void admitting(String rule, int most, OnLimit onLimit, String opened, String expected) {
    var active = new ArrayList<Session>();
    for (var seconds : opened == null ? new String[0] : opened.split(" ")) {
      active.add(session(Integer.parseInt(seconds), active.size() + 1));
    }
    assertEquals(expected, told(Admission.under(new SessionLimit(most, onLimit), active)));
  }

  @Property(tries = 200)
  void afterAnAdmissionThereAreNoMoreThanTheLimitAndTheEvictedAreTheOldest(
      @ForAll @IntRange(max = 20) int count,
      @ForAll @IntRange(min = 1, max = 20) int most,
      @ForAll Random random) {
    var active = new ArrayList<Session>();
    for (var n = 1; n <= count; n++) {
      active.add(session(random.nextInt(50), n));
    }
    Collections.shuffle(active, random);
    var admission = Admission.under(new SessionLimit(most, OnLimit.EVICT_OLDEST), active);
    var evicted =
        switch (admission) {
          case Admission.Admitted(var sessions) -> sessions;
          case Admission.Rejected _ -> throw new AssertionError("rejected");
        };
    assertEquals(Math.max(0, count + 1 - most), evicted.size());
    var kept = new ArrayList<>(active);
    kept.removeAll(evicted);
    for (var gone : evicted) {
      for (var stays : kept) {
        assertEquals(1, Integer.signum(OLDEST_FIRST.compare(stays, gone)), "an older one stays");
      }
    }
  }
}
