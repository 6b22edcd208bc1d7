package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.contract.Answers.inOneGo;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshId;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.application.port.Position;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.UserIdPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Finding sessions and users. */
abstract class SessionSearchCases extends SessionStoreCases {
  SessionSearchCases(SessionStoreContract contract) {
    super(contract);
  }

  // --------------------------------------------------------------------------------------- find

  @Test
  void aSessionThatWasNeverOpenedIsNotFound() {
    assertEquals(Optional.empty(), answer(store().find(freshId(T0))));
  }

  @Test
  void aSessionThatHasEndedIsFound() {
    var ended = opened(session().ended(EndReason.LOGOUT, SOON));

    assertEquals(Optional.of(ended), answer(store().find(ended.id())));
  }

  @Test
  void aSessionIsFoundAsItWasDecidedLastOnEitherNode() {
    var session = opened(session());
    answer(store().find(session.id()));
    answer(secondNode().find(session.id()));

    var onFirst = answer(store().update(session.id(), SessionStoreCases::rotate));
    assertEquals(Optional.of(onFirst), answer(store().find(session.id())));
    var onSecond = answer(secondNode().update(session.id(), SessionStoreCases::rotate));
    assertEquals(Optional.of(onSecond), answer(secondNode().find(session.id())));
    assertEquals(3, onSecond.rotation().generation().value());
  }

  // -------------------------------------------------------------------------------------- users

  /** Opens a session of each of these users, whose ids begin as no others do. */
  private String openedOfUsers(String... ends) {
    var prefix = freshUser().value() + "/";
    for (var end : ends) {
      opened(session().of(new UserId(prefix + end)));
    }
    return prefix;
  }

  private void openedAndEnded(String user) {
    opened(session().of(new UserId(user)).ended(EndReason.LOGOUT, SOON));
  }

  private List<String> users(String prefix, Optional<String> after, int limit) {
    return answer(secondNode().users(new UserIdPrefix(prefix), after.map(UserId::new), limit))
        .stream()
        .map(UserId::value)
        .toList();
  }

  @Test
  void usersAreFoundByTheBeginningOfTheirIdsInTheOrderOfTheirCodePoints() {
    // In the collations of most languages b comes after ä, and A beside a; surrogates come last.
    var prefix = openedOfUsers("b", "B", "\u00e4", "a", "\uffee", "\ud83d\udd11", "_", "a%", "");
    var found = users(prefix, Optional.empty(), 100);
    assertEquals(
        Stream.of("", "B", "_", "a", "a%", "b", "\u00e4", "\uffee", "\ud83d\udd11")
            .map(prefix::concat)
            .toList(),
        found);
    assertEquals(List.of(prefix + "a", prefix + "a%"), users(prefix + "a", Optional.empty(), 100));
    assertEquals(List.of(), users(prefix + "%", Optional.empty(), 100));
    assertEquals(List.of(), users(prefix + "c", Optional.empty(), 100));
  }

  @Test
  void aUserWithManySessionsAlsoEndedOnesIsFoundOnce() {
    var prefix = openedOfUsers("a", "a", "a", "b", "b");
    openedAndEnded(prefix + "c");
    openedAndEnded(prefix + "a");
    assertEquals(
        List.of(prefix + "a", prefix + "b", prefix + "c"), users(prefix, Optional.empty(), 100));
  }

  @Test
  void usersComePageByPageWithoutAGap() {
    var prefix = openedOfUsers("a", "b", "c", "d");
    openedAndEnded(prefix + "bb");
    assertEquals(List.of(prefix + "a", prefix + "b"), users(prefix, Optional.empty(), 2));
    assertEquals(List.of(prefix + "bb", prefix + "c"), users(prefix, Optional.of(prefix + "b"), 2));
    assertEquals(List.of(prefix + "d"), users(prefix, Optional.of(prefix + "c"), 2));
    assertEquals(List.of(), users(prefix, Optional.of(prefix + "d"), 2));
  }

  // ------------------------------------------------------------------------------------- ofUser

  @Test
  void theSessionsOfAUserComeWithTheNewestActivityFirstEndedOnesToo() {
    var user = freshUser();
    var oldest = opened(session().of(user).idleSince(T0.plusMillis(1)));
    var newest = opened(session().of(user).idleSince(T0.plusMillis(3)));
    var ended =
        opened(session().of(user).idleSince(T0.plusMillis(2)).ended(EndReason.LOGOUT, SOON));
    opened(session());

    assertEquals(List.of(newest, ended, oldest), answer(store().ofUser(user, 100)));
    assertEquals(List.of(newest, ended, oldest), answer(secondNode().ofUser(user, 100)));
  }

  @Test
  void noMoreSessionsOfAUserComeThanTheLimit() {
    var user = freshUser();
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 5; i++) {
      sessions.addFirst(opened(session().of(user).idleSince(T0.plusMillis(i))));
    }

    assertEquals(sessions.subList(0, 3), answer(store().ofUser(user, 3)));
    assertEquals(sessions, answer(store().ofUser(user, 5)));
  }

  @Test
  void aUserWithoutSessionsHasNone() {
    assertEquals(List.of(), answer(store().ofUser(freshUser(), 100)));
    assertEquals(List.of(), unended(freshUser()));
  }

  @Test
  void usersAreComparedExactly() {
    var name = freshUser().value();
    opened(session().of(new UserId(name)));

    assertEquals(List.of(), answer(store().ofUser(new UserId(name + " "), 100)));
    assertEquals(List.of(), unended(new UserId(name.toUpperCase(Locale.ROOT))));
  }

  @Test
  void theUnendedSessionsOfAUserAreOfEveryPolicy() {
    var user = freshUser();
    var first = opened(session().of(user));
    var second = opened(session().of(user).policy("kiosk"));
    opened(session().of(user).ended(EndReason.LOGOUT, SOON));
    opened(session());

    assertEquals(Set.of(first.id(), second.id()), Set.copyOf(unended(user)));
  }

  @Test
  void theUnendedSessionsOfAUserAreAllOfThemHoweverMany() {
    var user = freshUser();
    var sessions = IntStream.range(0, 1200).mapToObj(_ -> session().of(user).build()).toList();
    inOneGo(1200, i -> store().update(sessions.get(i).id(), _ -> store(sessions.get(i), "opened")));

    var ids = unended(user);

    assertEquals(1200, ids.size());
    assertEquals(sessions.stream().map(Session::id).collect(Collectors.toSet()), Set.copyOf(ids));
  }

  // ------------------------------------------------------------------------------------- search

  @Test
  void aSearchGivesTheLatestOpenedFirstAndOfOneInstantTheGreaterId() {
    var sessions = new ArrayList<Session>();
    for (var millis : List.of(5, 1, 3, 3, 3, 9, 1)) {
      sessions.add(opened(session().openedAt(T0.plusMillis(millis))));
    }

    var found = answer(store().search(SessionFilter.ALL, Optional.empty(), 100));

    assertEquals(inSearchOrder(sessions), found);
  }

  @Test
  void aSearchGivesNoMoreThanTheLimitAndGoesOnAfterAPosition() {
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 10; i++) {
      sessions.add(opened(session().openedAt(T0.plusMillis(i / 4))));
    }

    var paged = new ArrayList<List<Session>>();
    Optional<Position> after = Optional.empty();
    do {
      var page = answer(store().search(SessionFilter.ALL, after, 3));
      paged.add(page);
      after = page.isEmpty() ? Optional.empty() : Optional.of(Position.of(page.getLast()));
    } while (after.isPresent() && paged.size() < 10);

    assertEquals(List.of(3, 3, 3, 1, 0), paged.stream().map(List::size).toList());
    assertEquals(inSearchOrder(sessions), paged.stream().flatMap(List::stream).toList());
  }

  @Test
  void aSearchGoesOnAfterAPositionWhoseSessionIsNotThereAnyMore() {
    var before = opened(session().openedAt(T0));
    opened(session().openedAt(T0.plusMillis(2)));

    assertEquals(
        List.of(before),
        answer(
            store()
                .search(
                    SessionFilter.ALL,
                    Optional.of(new Position(T0.plusMillis(1), freshId(T0))),
                    100)));
  }

  @Test
  void aFilteredSearchPagesLikeAnyOther() {
    var user = freshUser();
    var sessions = new ArrayList<Session>();
    for (var i = 0; i < 6; i++) {
      sessions.add(opened(session().of(user).openedAt(T0.plusMillis(i))));
      opened(session().openedAt(T0.plusMillis(i)));
    }
    var wanted = inSearchOrder(sessions);
    var filter = ofUser(user);

    assertEquals(wanted.subList(0, 4), answer(store().search(filter, Optional.empty(), 4)));
    assertEquals(
        wanted.subList(4, 6),
        answer(store().search(filter, Optional.of(Position.of(wanted.get(3))), 4)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aSearchGivesWhatItsFilterWants(SessionFilter filter, Set<String> wanted) {
    var labelled = new LinkedHashMap<SessionId, String>();
    FILTERED.forEach((label, sample) -> labelled.put(opened(sample.get()).id(), label));

    var found = answer(store().search(filter, Optional.empty(), 100));

    assertEquals(
        wanted,
        found.stream().map(session -> labelled.get(session.id())).collect(Collectors.toSet()));
    assertTrue(found.stream().allMatch(filter::accepts));
  }

  private static final UserId ADA = freshUser();
  private static final UserId BOB = freshUser();

  /** What searches look through, by a word for each. */
  private static final Map<String, Supplier<SampleSessions>> FILTERED =
      Map.of(
          "ada", () -> session().of(ADA),
          "ada on kiosk", () -> session().of(ADA).policy("kiosk").at("192.0.2.1"),
          "bob", () -> session().of(BOB).at("192.0.2.1"),
          "bob on IPv6", () -> session().of(BOB).at("2001:db8::1"),
          "ended", () -> session().ended(EndReason.LOGOUT, SOON),
          "due", () -> session().dueAt(T0.plusMillis(1)),
          "early", () -> session().openedAt(T0.minusMillis(1)),
          "late", () -> session().openedAt(T0.plusMillis(1)),
          "busy", () -> session().idleSince(T0.plusMillis(5)),
          "by the kiosk", () -> session().client("kiosk"));

  static Stream<Arguments> aSearchGivesWhatItsFilterWants() {
    var everything = FILTERED.keySet();
    return Stream.of(
        filtered("all", SessionFilter.ALL, everything),
        filtered("a user", ofUser(ADA), Set.of("ada", "ada on kiosk")),
        filtered("an IPv4 address", at("192.0.2.1"), Set.of("ada on kiosk", "bob")),
        filtered("an IPv6 address", at("2001:db8::1"), Set.of("bob on IPv6")),
        filtered("an address of nobody", at("192.0.2.2"), Set.of()),
        filtered("a policy", of(Optional.empty(), Optional.of("kiosk")), Set.of("ada on kiosk")),
        filtered(
            "a user at an address",
            new SessionFilter(
                Optional.of(BOB),
                Optional.of(new IpAddress("192.0.2.1")),
                Optional.empty(),
                false,
                Optional.empty(),
                Span.ALWAYS,
                Span.ALWAYS),
            Set.of("bob")),
        filtered("a client", SessionFilter.ALL.of(new ClientId("kiosk")), Set.of("by the kiosk")),
        filtered("a user and a client", ofUser(ADA).of(new ClientId("kiosk")), Set.of()),
        filtered("a client of nothing", SessionFilter.ALL.of(new ClientId("none")), Set.of()),
        filtered("a user of a policy", of(Optional.of(ADA), Optional.of("default")), Set.of("ada")),
        filtered("those not recorded as ended", unended(true), without(everything, "ended")),
        filtered("over by an instant before the due one", overBy(T0), Set.of("ended")),
        filtered(
            "over by the due instant itself", overBy(T0.plusMillis(1)), Set.of("ended", "due")),
        filtered(
            "opened at or after",
            opened(Optional.of(T0), Optional.empty()),
            without(everything, "early")),
        filtered(
            "opened before",
            opened(Optional.empty(), Optional.of(T0.plusMillis(1))),
            without(everything, "late")),
        filtered(
            "opened within one millisecond",
            opened(Optional.of(T0.minusMillis(1)), Optional.of(T0)),
            Set.of("early")),
        filtered(
            "active at or after",
            active(Optional.of(T0.plusMillis(5)), Optional.empty()),
            Set.of("busy")),
        filtered(
            "active before",
            active(Optional.empty(), Optional.of(T0.plusMillis(5))),
            without(everything, "busy")),
        filtered(
            "active within one millisecond",
            active(Optional.of(T0.plusMillis(1)), Optional.of(T0.plusMillis(2))),
            Set.of("late")),
        filtered(
            "active in no time at all",
            active(Optional.of(T0.plusMillis(1)), Optional.of(T0.plusMillis(1))),
            Set.of()));
  }
}
