package dev.sojourn.faults.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** All operations of a run, written by many threads and read when they are done. */
public final class History {
  private final AtomicLong ids = new AtomicLong();
  private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();

  /** A name for an operation that begins. */
  public long nextId() {
    return ids.incrementAndGet();
  }

  /** Writes one down. */
  public void add(Operation operation) {
    operations.add(operation);
  }

  /** In the order of their starts. */
  public List<Operation> operations() {
    return operations.stream().sorted(Comparator.comparingLong(Operation::startedAt)).toList();
  }

  /** The same of each session and lockout. */
  public static Map<String, List<Operation>> bySubject(List<Operation> operations) {
    var bySubject = new LinkedHashMap<String, List<Operation>>();
    for (var operation : operations) {
      bySubject.computeIfAbsent(operation.subject(), _ -> new ArrayList<>()).add(operation);
    }
    return bySubject;
  }
}
