package dev.sojourn.faults.load;

import dev.sojourn.faults.cluster.Cluster;
import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Logs in, uses its tokens, refreshes them, proves itself anew at times, and logs out. It keeps the
 * newest tokens it has got, for all its tabs, and repeats what got no answer.
 *
 * <p>It is as patient as real ones are by themselves: a client whose request may still be stuck
 * somewhere refreshes once to get an answer, and not a second time while it may ({@code stuck}).
 * Real clients refresh every quarter of an hour; these do all the time.
 */
final class HonestClient implements Runnable {
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(150);

  /** A code that was shown may be shown again within the overlap only: later, it is a copy. */
  private static final Duration CODE_IS_REPEATED = Duration.ofSeconds(4);

  private final Load load;
  private final int tabs;
  private final Duration stuck;
  private final List<Api> apis = new ArrayList<>();
  private long refreshNotBefore = System.nanoTime();

  HonestClient(Load load, int tabs) {
    this.load = load;
    this.tabs = tabs;
    this.stuck = load.mix().stuck();
    for (var i = 0; i < tabs; i++) {
      apis.add(load.api(Actor.HONEST));
    }
  }

  @Override
  public void run() {
    Load.pause(1, 1_000);
    while (load.goesOn()) {
      logIn().ifPresent(this::live);
    }
    apis.forEach(Api::close);
  }

  private record Login(String session, Tokens tokens) {}

  private Optional<Login> logIn() {
    var api = apis.getFirst();
    var user = load.newUser();
    var withCode = ThreadLocalRandom.current().nextBoolean();
    var opened =
        load.persist(
            BETWEEN_TRIES, node -> withCode ? api.openWithCode(node, user) : api.open(node, user));
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    var session = opened.get().subject();
    return switch (opened.get().answer()) {
      case Answer.Issued(var tokens) -> Optional.of(new Login(session, tokens));
      case Answer.CodeIssued(var code) -> {
        Load.pause(1, 300); // by way of the browser
        yield exchange(session, code);
      }
      default -> Optional.empty();
    };
  }

  /** If the answer is lost, the login must begin anew: a code is good for one answer. */
  private Optional<Login> exchange(String session, String code) {
    var until = System.nanoTime() + CODE_IS_REPEATED.toNanos();
    var node = load.anyNode();
    while (System.nanoTime() - until < 0) {
      var exchanged = apis.getFirst().exchange(node, session, code);
      if (exchanged.answer() instanceof Answer.Issued(var tokens)) {
        return Optional.of(new Login(session, tokens));
      }
      if (!exchanged.isUnknown()) {
        return Optional.empty();
      }
      node = (node + 1) % Cluster.NODES;
      Load.pause(100, 200);
    }
    return Optional.empty();
  }

  private void live(Login login) {
    var random = ThreadLocalRandom.current();
    var tokens = login.tokens();
    for (var left = random.nextInt(5, 30); left > 0 && load.goesOn(); left--) {
      var current = tokens;
      var verified =
          load.persist(
              BETWEEN_TRIES, node -> apis.getFirst().verify(node, login.session(), current));
      if (verified.isEmpty() || !(verified.get().answer() instanceof Answer.Done)) {
        return;
      }
      Load.pause(50, 400);
      if (mayRefresh()) {
        var next =
            random.nextInt(12) == 0
                ? reauthenticate(login.session())
                : refresh(login.session(), current);
        if (next.isEmpty()) {
          return;
        }
        tokens = next.get();
      }
    }
    if (load.goesOn() && random.nextInt(3) > 0) {
      load.persist(BETWEEN_TRIES, node -> apis.getFirst().end(node, login.session()));
    } else if (mayRefresh()) {
      // Whatever happened, its tokens are still worth something.
      refresh(login.session(), tokens);
    }
  }

  /** All tabs at once, with the same token; each repeats by itself. */
  private Optional<Tokens> refresh(String session, Tokens presented) {
    var answers = new ArrayList<Optional<Operation>>();
    if (tabs == 1) {
      answers.add(tab(apis.getFirst(), session, presented));
    } else {
      var threads = new ArrayList<Thread>();
      for (var api : apis) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      var answer = tab(api, session, presented);
                      synchronized (answers) {
                        answers.add(answer);
                      }
                    }));
      }
      threads.forEach(HonestClient::join);
    }
    return answers.stream()
        .flatMap(Optional::stream)
        .flatMap(
            each ->
                each.answer() instanceof Answer.Issued(var tokens)
                    ? Optional.of(tokens).stream()
                    : Optional.<Tokens>empty().stream())
        .max(Comparator.comparingInt(Tokens::generation));
  }

  private Optional<Operation> tab(Api api, String session, Tokens presented) {
    return load.persist(BETWEEN_TRIES, node -> noting(api.refresh(node, session, presented)));
  }

  /** The backend repeats only when the first request cannot be carried out any more. */
  private Optional<Tokens> reauthenticate(String session) {
    return load.persist(stuck, node -> noting(apis.getFirst().reauthenticate(node, session)))
        .flatMap(
            each ->
                switch (each.answer()) {
                  case Answer.Issued(var tokens) -> Optional.of(tokens);
                  case Answer.CodeIssued(var code) -> exchange(session, code).map(Login::tokens);
                  default -> Optional.empty();
                });
  }

  private synchronized boolean mayRefresh() {
    return System.nanoTime() - refreshNotBefore >= 0;
  }

  private synchronized Operation noting(Operation operation) {
    if (operation.isUnknown()) {
      refreshNotBefore = System.nanoTime() + stuck.toNanos();
    }
    return operation;
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(Duration.ofNanos(TimeUnit.MINUTES.toNanos(2)))) {
        throw new IllegalStateException("a tab does not come to an end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
