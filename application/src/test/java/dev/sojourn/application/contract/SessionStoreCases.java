package dev.sojourn.application.contract;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;
import static dev.sojourn.application.sample.SampleSessions.freshUser;
import static dev.sojourn.application.sample.SampleSessions.session;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Named.named;

import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionFilter;
import dev.sojourn.application.port.SessionFilter.Span;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Activity;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.ExchangeOutcome;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Times;
import dev.sojourn.domain.session.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.params.provider.Arguments;

/** What the parts of {@link SessionStoreContract} have in common. */
abstract class SessionStoreCases {
  static final SessionPolicy POLICY = SessionPolicy.DEFAULT;
  static final CodeVerifier VERIFIER = new CodeVerifier("v".repeat(43));
  static final Instant SOON = T0.plusSeconds(1);

  private final SessionStoreContract contract;

  SessionStoreCases(SessionStoreContract contract) {
    this.contract = contract;
  }

  SessionStore store() {
    return contract.store();
  }

  SessionStore secondNode() {
    return contract.secondNode();
  }

  SessionStore node(int call) {
    return call % 2 == 0 ? store() : secondNode();
  }

  Session opened(SampleSessions sample) {
    var session = sample.build();
    answer(store().update(session.id(), _ -> store(session, "opened")));
    return session;
  }

  int generation(Session session) {
    return answer(store().find(session.id())).orElseThrow().rotation().generation().value();
  }

  List<SessionId> unended(UserId user) {
    return answer(store().unendedOfUser(user));
  }

  static Decision<Session, Optional<Session>> see(Optional<Session> stored) {
    return Decision.unchanged(stored);
  }

  static <R> Decision<Session, R> store(Session session, R result) {
    return Decision.store(session, result);
  }

  /** One generation further, whatever it is now; the answer is the session after it. */
  static Decision<Session, Session> rotate(Optional<Session> stored) {
    var next = rotated(stored.orElseThrow(), T0);
    return Decision.store(next, next);
  }

  /** Also of one that has ended: here it counts that nothing is lost, not whether it may be. */
  /** 1 for a refresh, 0 where the session has ended. */
  static Decision<Session, Integer> refresh(Optional<Session> stored) {
    return stored.orElseThrow().end().isPresent()
        ? Decision.unchanged(0)
        : Decision.store(rotated(stored.orElseThrow(), SOON), 1);
  }

  static Session rotated(Session session, Instant at) {
    var alive =
        new Session(
            session.id(),
            session.userId(),
            session.policy(),
            session.origin(),
            session.authentication(),
            session.times(),
            session.rotation(),
            session.exchange(),
            session.attributes(),
            Optional.empty());
    var outcome = alive.refresh(session.rotation().generation(), at, EffectiveRules.of(POLICY));
    var next = assertInstanceOf(RefreshOutcome.Rotated.class, outcome).session();
    return session.end().map(next::endedBy).orElse(next);
  }

  static CompletionStage<RefreshOutcome> refresh(
      SessionStore node, Session session, int presented) {
    return refresh(node, session, presented, SOON);
  }

  static CompletionStage<RefreshOutcome> refresh(
      SessionStore node, Session session, int presented, Instant now) {
    return node.update(
        session.id(),
        stored -> {
          var outcome =
              stored
                  .orElseThrow()
                  .refresh(new Generation(presented), now, EffectiveRules.of(POLICY));
          return switch (outcome) {
            case RefreshOutcome.Rotated(var next) -> Decision.store(next, outcome);
            case RefreshOutcome.Refused(var ended) -> Decision.store(ended, outcome);
            case RefreshOutcome.Replayed _, RefreshOutcome.Unknown _ -> Decision.unchanged(outcome);
          };
        });
  }

  static Decision<Session, ExchangeOutcome> exchange(Session session, CodeVerifier verifier) {
    var outcome = session.exchange(verifier, after(60), SOON, EffectiveRules.of(POLICY));
    return switch (outcome) {
      case ExchangeOutcome.Exchanged(var next) -> Decision.store(next, outcome);
      case ExchangeOutcome.Refused(var ended) -> Decision.store(ended, outcome);
      case ExchangeOutcome.WrongVerifier(var counted) -> Decision.store(counted, outcome);
      case ExchangeOutcome.TooManyTries _,
          ExchangeOutcome.CodeExpired _,
          ExchangeOutcome.AlreadyExchanged _,
          ExchangeOutcome.Unknown _ ->
          Decision.unchanged(outcome);
    };
  }

  /** Opens a session unless the user has as many as the limit; says whether it did. */
  static CompletionStage<Boolean> openWithin(SessionStore node, int limit, UserId user) {
    var one = session().of(user).build();
    return node.updateAll(
        user,
        PolicyName.DEFAULT,
        all -> all.size() < limit ? Decision.store(List.of(one), true) : Decision.unchanged(false));
  }

  static Activity activity(Session session, int seen, Instant at) {
    return new Activity(session.id(), session.rotation().secret(), new Generation(seen), at);
  }

  static Session defer(Session session) {
    var times = session.times();
    return new Session(
        session.id(),
        session.userId(),
        session.policy(),
        session.origin(),
        session.authentication(),
        new Times(times.createdAt(), times.lastActivityAt(), times.expiresAt(), after(60)),
        session.rotation(),
        session.exchange(),
        session.attributes(),
        session.end());
  }

  static Session endIdle(Session session) {
    return session.end(EndReason.IDLE_TIMEOUT, SOON, EffectiveRules.of(POLICY));
  }

  /** Batch after batch until one is not full, as the sweeper does. */
  static Function<Session, Decision<Session, Session>> looking(UnaryOperator<Session> look) {
    return session -> {
      var looked = look.apply(session);
      return Decision.store(looked, looked);
    };
  }

  static CompletionStage<List<Session>> sweepAll(SessionStore node, List<Session> looked) {
    return node.sweep(SOON, 10, looking(SessionStoreCases::endIdle))
        .thenCompose(
            batch -> {
              looked.addAll(batch);
              return batch.size() < 10
                  ? CompletableFuture.completedFuture(looked)
                  : sweepAll(node, looked);
            });
  }

  static Instant after(int seconds) {
    return T0.plusSeconds(seconds);
  }

  static Set<SessionId> ids(Collection<Session> sessions) {
    return sessions.stream().map(Session::id).collect(Collectors.toSet());
  }

  static List<Session> inSearchOrder(List<Session> sessions) {
    return sessions.stream()
        .sorted(
            Comparator.comparing((Session each) -> each.times().createdAt())
                .thenComparing(Session::id)
                .reversed())
        .toList();
  }

  static Set<String> without(Set<String> labels, String label) {
    return labels.stream().filter(each -> !each.equals(label)).collect(Collectors.toSet());
  }

  static Arguments filtered(String name, SessionFilter filter, Set<String> wanted) {
    return Arguments.of(named(name, filter), wanted);
  }

  static SessionFilter ofUser(UserId user) {
    return of(Optional.of(user), Optional.empty());
  }

  static SessionFilter of(Optional<UserId> user, Optional<String> policy) {
    return new SessionFilter(
        user,
        Optional.empty(),
        policy.map(PolicyName::new),
        false,
        Optional.empty(),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  static SessionFilter at(String address) {
    return new SessionFilter(
        Optional.empty(),
        Optional.of(new IpAddress(address)),
        Optional.empty(),
        false,
        Optional.empty(),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  static SessionFilter unended(boolean only) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        only,
        Optional.empty(),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  static SessionFilter overBy(Instant instant) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.of(instant),
        Span.ALWAYS,
        Span.ALWAYS);
  }

  static SessionFilter opened(Optional<Instant> from, Optional<Instant> before) {
    return spans(new Span(from, before), Span.ALWAYS);
  }

  static SessionFilter active(Optional<Instant> from, Optional<Instant> before) {
    return spans(Span.ALWAYS, new Span(from, before));
  }

  static SessionFilter spans(Span opened, Span active) {
    return new SessionFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        opened,
        active);
  }

  static SampleSessions rich() {
    return session()
        .of(new UserId("Ada Löve 🗝 " + freshUser()))
        .policy("kiosk")
        .client("shöp")
        .at("2001:db8::1")
        .on(phone())
        .openedAt(T0.plusMillis(1))
        .authenticatedAt(T0.minusMillis(2))
        .authenticatedBy(List.of("pwd", "otp"), "urn:größe")
        .idleSince(T0.plusMillis(3))
        .expiresAt(T0.plusMillis(4))
        .dueAt(T0.plusMillis(5))
        .generation(7)
        .seen(6)
        .rotatedAt(T0.plusMillis(6))
        .awaiting(VERIFIER)
        .attributes(everyKindOfJson())
        .ended(EndReason.EVICTED, T0.plusMillis(8));
  }

  static Device phone() {
    return new Device(
        Optional.of(DeviceType.MOBILE),
        Optional.of("Android"),
        Optional.of("16"),
        Optional.of("Chrome Mobile"),
        Optional.of("142.0"));
  }

  static Json.Object everyKindOfJson() {
    var members = new LinkedHashMap<String, Json>();
    members.put("z", new Json.Text("grüße 🗝 \"quoted\" \\ \n\t\r \u0000 \u001f / \u2028"));
    members.put("", new Json.Text(""));
    members.put("a\u0000\"ü🗝", new Json.Whole(0));
    members.put("most", new Json.Whole(Long.MAX_VALUE));
    members.put("least", new Json.Whole(Long.MIN_VALUE));
    members.put("pi", new Json.Real(Math.PI));
    members.put("whole real", new Json.Real(5.0));
    members.put("vast", new Json.Real(Double.MAX_VALUE));
    members.put("tiny", new Json.Real(Double.MIN_VALUE));
    members.put("below zero", new Json.Real(-0.0));
    members.put("yes", new Json.Bool(true));
    members.put("no", new Json.Bool(false));
    members.put("nothing", new Json.Null());
    members.put("no items", new Json.Array(List.of()));
    members.put("no members", Json.Object.EMPTY);
    members.put(
        "items",
        new Json.Array(
            List.of(
                new Json.Whole(1),
                new Json.Text("2"),
                new Json.Null(),
                new Json.Array(List.of(new Json.Array(List.of()))),
                new Json.Object(Map.of("inner", new Json.Real(1e-7))))));
    return new Json.Object(members);
  }
}
