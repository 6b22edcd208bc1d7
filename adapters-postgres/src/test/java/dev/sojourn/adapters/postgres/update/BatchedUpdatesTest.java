package dev.sojourn.adapters.postgres.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.adapters.postgres.batch.GroupCommit;
import dev.sojourn.adapters.postgres.batch.TracedLine;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Change;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Versioned;
import dev.sojourn.adapters.postgres.update.BatchedUpdates.Written;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.Transition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchedUpdatesTest {

  /** A table of numbers, in which a test may let another node be faster, or the database refuse. */
  private static final class Numbers implements BatchedUpdates.Rows<String, Integer> {
    final Map<String, Versioned<Integer>> rows = new HashMap<>();
    final Map<String, Versioned<Integer>> remembered = new HashMap<>();
    final List<List<String>> reads = new ArrayList<>();
    final List<Map<String, Integer>> writes = new ArrayList<>();
    final List<Integer> refused = new ArrayList<>();
    Runnable anotherNode = () -> {};
    boolean away;

    /** What Postgres says after it has written, instead of an answer. */
    Optional<String> lastWord = Optional.empty();

    /** Whether each row is a part of its own, so that some are written and others refused. */
    boolean inParts;

    Optional<Promise<Void>> hold = Optional.empty();

    @Override
    public Map<String, Versioned<Integer>> remembered(List<String> keys) {
      var known = new HashMap<>(remembered);
      known.keySet().retainAll(keys);
      return known;
    }

    @Override
    public Future<Map<String, Versioned<Integer>>> read(List<String> keys) {
      reads.add(keys);
      var found = new HashMap<>(rows);
      found.keySet().retainAll(keys);
      return hold.map(Promise::future).orElseGet(Future::succeededFuture).map(Map.copyOf(found));
    }

    @Override
    public Future<Written<String>> write(Map<String, Change<Integer>> changes) {
      anotherNode.run();
      anotherNode = () -> {};
      if (away) {
        return Future.failedFuture(new IOException("connection refused"));
      }
      var bad = new HashSet<String>();
      changes.forEach(
          (key, change) -> {
            if (refused.contains(change.after())) {
              bad.add(key);
            }
          });
      var why = new PgException("no such number", "ERROR", "22000", "");
      if (!bad.isEmpty() && !inParts) {
        return Future.failedFuture(why);
      }
      var good = new HashMap<>(changes);
      good.keySet().removeAll(bad);
      if (lastWord.isPresent()) {
        writeWhatIsStillOfItsVersion(good);
        return Future.failedFuture(new PgException("gone", "FATAL", lastWord.get(), ""));
      }
      return Future.succeededFuture(
          Written.done(writeWhatIsStillOfItsVersion(good)).and(Written.failed(bad, why)));
    }

    private Set<String> writeWhatIsStillOfItsVersion(Map<String, Change<Integer>> changes) {
      var values = new HashMap<String, Integer>();
      changes.forEach((key, change) -> values.put(key, change.after()));
      writes.add(values);
      var written = new HashSet<String>();
      changes.forEach(
          (key, change) -> {
            var stored = rows.get(key);
            if ((stored == null ? Versioned.ABSENT : stored.version()) == change.version()) {
              rows.put(key, new Versioned<>(change.after(), change.version() + 1));
              written.add(key);
            }
          });
      return written;
    }
  }

  private final Numbers numbers = new Numbers();
  private final AtomicLong nanos = new AtomicLong();
  private final BatchedUpdates<String, Integer> line =
      new BatchedUpdates<>(
          numbers, (_, stored) -> stored, (_, _, _) -> List.of(), nanos::get, TracedLine.UNSEEN);

  private static Transition<Integer, Integer> add(int more) {
    return stored -> {
      var sum = stored.orElse(0) + more;
      return Decision.store(sum, sum);
    };
  }

  /** Lets several calls gather into one batch behind one that is held up. */
  private void together(Runnable calls) {
    var hold = Promise.<Void>promise();
    numbers.hold = Optional.of(hold);
    line.submit("gate", nothing());
    numbers.hold = Optional.empty();
    calls.run();
    hold.complete();
  }

  private static Transition<Integer, Integer> nothing() {
    return _ -> Decision.unchanged(0);
  }

  @Test
  void aRowThatIsNotThereIsAdded() {
    assertEquals(5, line.submit("a", add(5)).result());
    assertEquals(new Versioned<>(5, 1), numbers.rows.get("a"));
  }

  @Test
  void callsForOneRowSeeEachOtherInTheirOrderAndWriteItOnce() {
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          for (var i = 1; i <= 3; i++) {
            answers.add(line.submit("a", add(i)));
          }
        });
    assertEquals(List.of(1, 3, 6), answers.stream().map(Future::result).toList());
    assertEquals(List.of(Map.of("a", 6)), numbers.writes);
  }

  @Test
  void aRowThatAnotherNodeHasChangedIsReadAndDecidedAgainAndItsNeighboursAreNot() {
    numbers.rows.put("a", new Versioned<>(10, 1));
    numbers.anotherNode = () -> numbers.rows.put("a", new Versioned<>(100, 2));
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(7)));
        });
    assertEquals(List.of(101, 7), answers.stream().map(Future::result).toList());
    assertEquals(Map.of("a", new Versioned<>(101, 3), "b", new Versioned<>(7, 1)), numbers.rows);
  }

  @Test
  void storingTheSameWritesNothing() {
    numbers.rows.put("a", new Versioned<>(10, 1));
    assertEquals(10, line.submit("a", add(0)).result());
    assertEquals(List.of(), numbers.writes);
  }

  @Test
  void aTransitionThatThrowsFailsItsOwnCallOnly() {
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(
              line.submit(
                  "a",
                  _ -> {
                    throw new IllegalStateException("broken");
                  }));
          answers.add(line.submit("a", add(1)));
        });
    assertEquals(1, answers.get(0).result());
    assertEquals("broken", answers.get(1).cause().getMessage());
    assertEquals(2, answers.get(2).result());
  }

  @Test
  void whatTheDatabaseRefusesDoesNotFailTheNeighbours() {
    numbers.refused.add(13);
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(13)));
          answers.add(line.submit("c", add(2)));
        });
    assertEquals(1, answers.get(0).result());
    assertTrue(answers.get(1).failed());
    assertEquals(2, answers.get(2).result());
  }

  /** An exchange that has won must not be told, after another try, that it came too late. */
  @Test
  void whatWasWrittenIsNotDecidedAgainWhenAnotherPartOfItsBatchIsRefused() {
    numbers.inParts = true;
    numbers.refused.add(13);
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(13)));
          answers.add(line.submit("a", add(1)));
        });
    assertEquals(1, answers.get(0).result());
    assertTrue(answers.get(1).failed());
    assertEquals(2, answers.get(2).result());
    assertEquals(Map.of("a", new Versioned<>(2, 1)), numbers.rows);
  }

  @Test
  void callsOfAPartThatIsRefusedAreCarriedOutOneByOne() {
    numbers.inParts = true;
    numbers.refused.add(14);
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(13)));
          answers.add(line.submit("b", add(1)));
        });
    assertEquals(1, answers.get(0).result());
    assertEquals(13, answers.get(1).result());
    assertTrue(answers.get(2).failed());
    assertEquals(Map.of("a", new Versioned<>(1, 1), "b", new Versioned<>(13, 1)), numbers.rows);
  }

  @Test
  void whenTheDatabaseIsAwayEveryCallIsToldAndTheLineGoesOn() {
    numbers.away = true;
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(1)));
        });
    assertTrue(answers.stream().allMatch(Future::failed));
    numbers.away = false;
    assertEquals(1, line.submit("a", add(1)).result());
  }

  /** SQLSTATEs of a shutdown, a crash and a lost connection. */
  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P02", "08006"})
  void whatMayHaveBeenWrittenWhenPostgresWentAwayIsNotDecidedAgain(String lastWord) {
    numbers.lastWord = Optional.of(lastWord);
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(1)));
        });
    assertTrue(answers.stream().allMatch(Future::failed));
    assertEquals(
        Map.of("a", new Versioned<>(1, 1), "b", new Versioned<>(1, 1)), numbers.rows, "each once");
  }

  /** As after the process was frozen while it waited for an answer of the database. */
  @Test
  void whatAnotherNodeWasFasterWithIsNotDecidedAgainWhenNobodyWaitsForItAnyMore() {
    numbers.rows.put("a", new Versioned<>(10, 1));
    numbers.anotherNode =
        () -> {
          numbers.rows.put("a", new Versioned<>(100, 2));
          nanos.addAndGet(GroupCommit.LONGEST_WAIT.toNanos() + 1);
        };
    var answer = line.submit("a", add(1));
    assertInstanceOf(TimeoutException.class, answer.cause());
    assertEquals(Map.of("a", new Versioned<>(100, 2)), numbers.rows);
  }

  @Test
  void aRowThatIsRememberedIsNotRead() {
    numbers.rows.put("a", new Versioned<>(10, 3));
    numbers.remembered.put("a", new Versioned<>(10, 3));
    assertEquals(11, line.submit("a", add(1)).result());
    assertEquals(List.of(), numbers.reads);
    assertEquals(new Versioned<>(11, 4), numbers.rows.get("a"));
  }

  @Test
  void aRowThatIsRememberedWronglyIsReadAndDecidedAgain() {
    numbers.rows.put("a", new Versioned<>(100, 7));
    numbers.remembered.put("a", new Versioned<>(10, 3));
    assertEquals(101, line.submit("a", add(1)).result());
    assertEquals(List.of(List.of("a")), numbers.reads);
    assertEquals(new Versioned<>(101, 8), numbers.rows.get("a"));
  }

  @Test
  void whatChangesNothingIsNotDecidedOnWhatIsRemembered() {
    numbers.rows.put("a", new Versioned<>(100, 7));
    numbers.remembered.put("a", new Versioned<>(10, 3));
    assertEquals(
        100,
        line.submit("a", stored -> Decision.<Integer, Integer>unchanged(stored.orElse(0)))
            .result());
    assertEquals(List.of(List.of("a")), numbers.reads);
  }

  @Test
  void onlyTheRowsOfABatchThatAreNotRememberedAreRead() {
    numbers.rows.put("a", new Versioned<>(10, 3));
    numbers.remembered.put("a", new Versioned<>(10, 3));
    var answers = new ArrayList<Future<Integer>>();
    together(
        () -> {
          answers.add(line.submit("a", add(1)));
          answers.add(line.submit("b", add(2)));
        });
    assertEquals(List.of(11, 2), answers.stream().map(Future::result).toList());
    assertEquals(List.of(List.of("gate"), List.of("b")), numbers.reads);
  }
}
