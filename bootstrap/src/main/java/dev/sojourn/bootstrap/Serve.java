package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Reading;
import dev.sojourn.bootstrap.logging.StandardError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Starts Sojourn, waits for the signal to stop, and stops it. */
public final class Serve {
  private static final Logger LOG = LoggerFactory.getLogger(Serve.class);

  private static final Duration DELAY_OF_SERVERS = Duration.ofSeconds(5);

  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopAtOnce = new CountDownLatch(1);

  public Serve(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs until it is told to stop. All is configured by variables: docs/operating.md. */
  public ExitStatus run(Map<String, String> environment, Path workingDirectory) {
    stopOnSignals();
    stopWithParent();
    return switch (SojournConfig.read(environment, workingDirectory)) {
      case Reading.Faulty(var faults) -> {
        faults.forEach(fault -> err.println("sojourn: " + fault));
        yield ExitStatus.WRONG_USAGE;
      }
      case Reading.Good(var config) -> {
        if (!config.ignored().isEmpty()) {
          LOG.info("ignored in the environment: {}", String.join("; ", config.ignored()));
        }
        yield serve(config);
      }
    };
  }

  /**
   * Handlers, not shutdown hooks: these run side by side and in no order, and the exit status would
   * be the signal's. A second signal ends the delay, and does not keep it from stopping in order:
   * Ctrl-C under Maven comes twice. What was ignored before the start, as under nohup, the JVM
   * leaves ignored.
   */
  private void stopOnSignals() {
    for (var name : List.of("INT", "TERM", "HUP")) {
      Signal.handle(new Signal(name), _ -> signalled());
    }
  }

  /** On the one thread of signals. */
  private void signalled() {
    if (stop.getCount() == 0) {
      stopAtOnce.countDown();
    }
    stop.countDown();
  }

  /** For mvn -Prun: a signal that Maven alone gets ends Maven, and it tells nobody. */
  private void stopWithParent() {
    if (Boolean.getBoolean("sojourn.stopWithParent")) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(this::endWithoutDelay));
    }
  }

  private void endWithoutDelay() {
    stopAtOnce.countDown();
    stop.countDown();
  }

  /** Load balancers must see readiness fall before connections are refused. */
  private void drain(Sojourn sojourn, Duration delay) throws InterruptedException {
    if (delay.isZero() || stopAtOnce.getCount() == 0) {
      return;
    }
    LOG.info("draining: /health/ready answers 503, and requests are served for {}", delay);
    sojourn.drain();
    if (stopAtOnce.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
      LOG.info("asked again to stop: the rest of the delay is left out");
    }
  }

  /** A property says what is usual where the variable does not: Maven has no terminal. */
  private static Duration usualDelay() {
    return StandardError.isTerminal() || Boolean.getBoolean("sojourn.stopWithParent")
        ? Duration.ZERO
        : DELAY_OF_SERVERS;
  }

  private ExitStatus serve(SojournConfig config) {
    try (var sojourn = Sojourn.start(config, new MillisecondClock())) {
      out.print(Banner.of(sojourn.address(), sojourn.apiKeySource()));
      out.flush();
      if (Boolean.getBoolean("sojourn.stopOnceStarted")) {
        // The run from which the build makes the ahead-of-time cache, with all classes in it.
        sojourn.prepared().toCompletableFuture().join();
        endWithoutDelay();
      }
      stop.await();
      drain(sojourn, config.shutdownDelay().orElseGet(Serve::usualDelay));
      LOG.info("stopping");
      return ExitStatus.GOOD;
    } catch (StartException failure) {
      err.println("sojourn: " + failure.getMessage());
      LOG.debug("why it does not start", failure);
      return failure.status();
    } catch (RuntimeException failure) {
      err.println("sojourn: " + StartException.because("cannot start", failure).getMessage());
      LOG.debug("why it does not start", failure);
      return ExitStatus.FAILED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
  }
}
