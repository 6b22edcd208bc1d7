package dev.sojourn.adapters.http.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Looks whether the files of a certificate have changed, and has it read again then. */
public final class CertificateWatch {
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Logger LOG = System.getLogger(CertificateWatch.class.getName());

  private final Listening.Tls files;
  private final Supplier<Future<Void>> renew;
  private List<String> seen;

  private CertificateWatch(Listening.Tls files, Supplier<Future<Void>> renew) {
    this.files = files;
    this.renew = renew;
    this.seen = state();
  }

  /** The files are looked at on a worker: a file system may be slow. */
  public static void start(Vertx vertx, Listening.Tls files, Supplier<Future<Void>> renew) {
    var watch = new CertificateWatch(files, renew);
    vertx.setPeriodic(
        INTERVAL.toMillis(), _ -> vertx.executeBlocking(watch::state).onSuccess(watch::look));
  }

  private void look(List<String> now) {
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    renew
        .get()
        .onSuccess(_ -> LOG.log(Level.INFO, "the TLS certificate was renewed"))
        .onFailure(
            failure ->
                LOG.log(
                    Level.WARNING,
                    "the changed TLS certificate cannot be used, the one before stays: "
                        + failure.getMessage()));
  }

  private List<String> state() {
    return List.of(state(files.certificate()), state(files.key()));
  }

  private static String state(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException missing) {
      return "missing";
    }
  }
}
