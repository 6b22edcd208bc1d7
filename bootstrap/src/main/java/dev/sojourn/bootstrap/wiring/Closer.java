package dev.sojourn.bootstrap.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in reverse, each whatever becomes of the others. */
public final class Closer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

  private final Deque<Step> steps = new ArrayDeque<>();

  private record Step(String what, AutoCloseable closing) {}

  /** Remembers how something is closed. */
  public void by(String what, AutoCloseable closing) {
    steps.push(new Step(what, closing));
  }

  /** Closes all, the last one first; the second time there is nothing left to do. */
  @Override
  public synchronized void close() {
    while (!steps.isEmpty()) {
      var step = steps.pop();
      LOG.debug("stopping {}", step.what());
      try {
        step.closing().close();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        LOG.warn("interrupted while stopping {}", step.what());
      } catch (Exception failure) {
        LOG.warn("could not stop {} in order: {}", step.what(), failure.toString());
      }
    }
  }
}
