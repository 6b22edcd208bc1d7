package dev.sojourn.faults.check;

import dev.sojourn.faults.history.Actor;
import dev.sojourn.faults.history.Answer;
import dev.sojourn.faults.history.Call;
import dev.sojourn.faults.history.Operation;
import dev.sojourn.faults.history.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A history as a test tells it: one operation after the other, unless it says {@link #during}. */
final class Told {
  static final String SESSION = "session";

  private final List<Operation> operations = new ArrayList<>();
  private Actor actor = Actor.HONEST;
  private long now;
  private long startedAt = -1;

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  Told by(Actor who) {
    actor = who;
    return this;
  }

  /** Time passes. */
  Told after(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    return this;
  }

  /** What comes next began when the last operation did, and ends after it. */
  Told during() {
    startedAt = operations.getLast().startedAt();
    return this;
  }

  Told on(String subject, int node, Call call, Answer answer) {
    var from = startedAt >= 0 ? startedAt : now;
    now += TimeUnit.MILLISECONDS.toNanos(1);
    operations.add(
        new Operation(operations.size() + 1L, actor, subject, node, call, from, now, answer));
    startedAt = -1;
    now += TimeUnit.MILLISECONDS.toNanos(1);
    return this;
  }

  Told on(Call call, Answer answer) {
    return on(SESSION, 0, call, answer);
  }

  /** The first operation: epoch 1 begins. */
  Told opened() {
    return on(new Call.Open(false), issued(1, 1));
  }

  Told openedWithCode() {
    return on(new Call.Open(true), new Answer.CodeIssued("code"));
  }

  Told refreshed(int generation) {
    return on(refresh(1, generation), issued(1, generation + 1));
  }

  Told ended() {
    return on(new Call.End(), new Answer.Done());
  }

  Told verified(int node, Answer answer) {
    return on(SESSION, node, new Call.Verify(tokens(1, 1)), answer);
  }

  Told stored(int generation, String... end) {
    return on(
        new Call.Look(),
        new Answer.Stored(generation, Optional.of(end).filter(e -> e.length > 0).map(e -> e[0])));
  }

  /** The database is copied. */
  Told backedUp() {
    return operated(new Call.BackUp());
  }

  /** The database is as it was when it was copied. */
  Told restored() {
    return operated(new Call.Restore());
  }

  /** All that authenticated by so long ago is cut off. */
  Told cutOff(long millisAgo) {
    return operated(new Call.CutOff(now - TimeUnit.MILLISECONDS.toNanos(millisAgo)));
  }

  private Told operated(Call call) {
    var who = actor;
    by(Actor.OPERATOR).on("the database", -1, call, new Answer.Done());
    return by(who);
  }

  Told failedLogin(String subject, int failures, boolean locked) {
    return on(subject, 0, new Call.Attempt(), new Answer.Counted(failures, locked));
  }

  static Call refresh(long epoch, int generation) {
    return new Call.Refresh(tokens(epoch, generation));
  }

  static Answer issued(long epoch, int generation) {
    return new Answer.Issued(tokens(epoch, generation));
  }

  static Tokens tokens(long epoch, int generation) {
    return new Tokens(
        epoch, generation, "a-" + epoch + "-" + generation, "r-" + epoch + "-" + generation);
  }

  static Answer refused(String... reason) {
    return new Answer.Refused(Optional.of(reason).filter(r -> r.length > 0).map(r -> r[0]));
  }

  static Answer lost() {
    return new Answer.Lost("no answer in time");
  }
}
