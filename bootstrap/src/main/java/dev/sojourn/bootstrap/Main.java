package dev.sojourn.bootstrap;

import dev.sojourn.bootstrap.SojournConfig.Reading;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** Starts Sojourn, waits for the signal to stop, and stops it. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private static final int STOPPED_IN_ORDER = 0;
  private static final int CANNOT_START = 1;
  private static final int BADLY_CONFIGURED = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch stop;

  Main(PrintStream out, PrintStream err, CountDownLatch stop) {
    this.out = out;
    this.err = err;
    this.stop = stop;
  }

  /** All is configured by variables: docs/operating.md. */
  public static void main(String[] arguments) {
    var stop = new CountDownLatch(1);
    stopOnSignals(stop);
    stopWithParent(stop);
    var main = new Main(System.out, System.err, stop);
    System.exit(main.run(List.of(arguments), System.getenv(), Path.of("").toAbsolutePath()));
  }

  /**
   * Handlers, not shutdown hooks: these run side by side and in no order, and the exit status would
   * be the signal's. A second signal changes nothing: Ctrl-C under Maven comes twice. What was
   * ignored before the start, as under nohup, the JVM leaves ignored.
   */
  private static void stopOnSignals(CountDownLatch stop) {
    for (var name : List.of("INT", "TERM", "HUP")) {
      Signal.handle(new Signal(name), _ -> stop.countDown());
    }
  }

  /** For mvn -Prun: a signal that Maven alone gets ends Maven, and it tells nobody. */
  private static void stopWithParent(CountDownLatch stop) {
    if (Boolean.getBoolean("sojourn.stopWithParent")) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(stop::countDown));
    }
  }

  /** Runs until it is told to stop; answers with the exit status. */
  int run(List<String> arguments, Map<String, String> environment, Path workingDirectory) {
    if (!arguments.isEmpty()) {
      err.println("sojourn takes no arguments: it is configured by SOJOURN_ variables");
      return BADLY_CONFIGURED;
    }
    return switch (SojournConfig.read(environment, workingDirectory)) {
      case Reading.Faulty(var faults) -> {
        faults.forEach(fault -> err.println("sojourn: " + fault));
        yield BADLY_CONFIGURED;
      }
      case Reading.Good(var config) -> serve(config);
    };
  }

  private int serve(SojournConfig config) {
    try (var sojourn = Sojourn.start(config, new MillisecondClock())) {
      out.print(Banner.of(sojourn.address(), sojourn.apiKeySource()));
      out.flush();
      if (Boolean.getBoolean("sojourn.stopOnceStarted")) {
        stop.countDown(); // the run from which the build makes the ahead-of-time cache
      }
      stop.await();
      LOG.info("stopping");
      return STOPPED_IN_ORDER;
    } catch (StartException failure) {
      err.println("sojourn: " + failure.getMessage());
      LOG.debug("why it does not start", failure);
      return CANNOT_START;
    } catch (RuntimeException failure) {
      err.println("sojourn: " + StartException.because("cannot start", failure).getMessage());
      LOG.debug("why it does not start", failure);
      return CANNOT_START;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return CANNOT_START;
    }
  }
}
