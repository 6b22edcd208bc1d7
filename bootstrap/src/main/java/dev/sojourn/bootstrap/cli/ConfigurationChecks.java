package dev.sojourn.bootstrap.cli;

import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.config.SojournConfig.Store;
import dev.sojourn.bootstrap.embedded.DataDir;
import dev.sojourn.bootstrap.keys.KeySource;
import dev.sojourn.bootstrap.setting.ConfigFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is thought of a configuration with which Sojourn would start. */
final class ConfigurationChecks {
  /** Certificates that are renewed automatically are renewed earlier. */
  private static final Duration SHORTLY = Duration.ofDays(7);

  private static final long LITTLE_ROOM = 1L << 30;

  private static final Set<PosixFilePermission> FOR_EVERYBODY =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private ConfigurationChecks() {}

  static Check wrong(ConfigFault fault) {
    return Check.wrong(fault.variable(), "(" + fault.origin() + ") " + fault.message());
  }

  static List<Check> of(SojournConfig config, Instant now) {
    var checks = new ArrayList<Check>();
    config.policies().all().forEach(policy -> checks.addAll(PolicyWords.warnings(policy)));
    config.apiKeys().ifPresent(keys -> checks.addAll(keyFile("API keys", keys)));
    config.tokenKeys().ifPresent(keys -> checks.addAll(keyFile("token keys", keys)));
    config.ignored().forEach(each -> checks.add(Check.warning("environment", each + ": ignored")));
    checks.addAll(metrics(config.listening()));
    config.listening().tls().ifPresent(tls -> checks.addAll(tls(tls, now)));
    config
        .issuer()
        .filter(issuer -> issuer.startsWith("http:"))
        .ifPresent(
            issuer ->
                checks.add(
                    Check.warning("issuer", issuer + " is no https URL: for trying out only")));
    checks.add(store(config.store()));
    return checks;
  }

  private static List<Check> keyFile(String what, KeySource<?> keys) {
    return switch (keys) {
      case KeySource.Given<?> _ -> List.of();
      case KeySource.InFile<?>(var path) -> List.of(secret(what, path));
    };
  }

  /** A file that its owner, and perhaps a group, should read alone. */
  private static Check secret(String what, Path path) {
    try {
      return Files.getPosixFilePermissions(path).stream().anyMatch(FOR_EVERYBODY::contains)
          ? Check.warning(what, "everybody on this machine can read " + path + ": chmod o-rw")
          : Check.ok(what, path + " is not open to everybody");
    } catch (IOException unreadable) {
      return Check.wrong(what, "cannot look at " + path + ": " + unreadable.getMessage());
    }
  }

  /** Metrics tell strangers how many users there are, and when an attack begins to work. */
  private static List<Check> metrics(Listening listening) {
    if (listening.isOnLoopback()) {
      return List.of();
    }
    return List.of(
        listening
            .managementPort()
            .map(
                port ->
                    Check.warning(
                        "metrics",
                        "/metrics is open to everybody who reaches port "
                            + port
                            + " of "
                            + listening.host()
                            + ": let nobody but Prometheus reach it"))
            .orElseGet(
                () ->
                    Check.warning(
                        "metrics",
                        "/metrics needs an API key with the scope metrics:read: give Prometheus"
                            + " one, or set SOJOURN_MANAGEMENT_PORT")));
  }

  private static List<Check> tls(Listening.Tls tls, Instant now) {
    return List.of(secret("TLS key", tls.key()), certificate(tls.certificate(), now));
  }

  private static Check certificate(Path path, Instant now) {
    var what = "TLS certificate";
    try (InputStream in = Files.newInputStream(path)) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      var from = certificate.getNotBefore().toInstant();
      var until = certificate.getNotAfter().toInstant();
      if (now.isBefore(from) || now.isAfter(until)) {
        return Check.wrong(what, "is good from " + from + " until " + until + ", and not now");
      }
      return now.plus(SHORTLY).isAfter(until)
          ? Check.warning(what, "ends at " + until + ": renew it, it is read again by itself")
          : Check.ok(what, "is good until " + until);
    } catch (IOException | CertificateException unreadable) {
      return Check.wrong(what, "cannot read " + path + ": " + unreadable.getMessage());
    }
  }

  private static Check store(Store store) {
    return switch (store) {
      case Store.Memory _ -> Check.warning("store", "memory: every session is gone at the end");
      case Store.Embedded(var dataDir) -> dataDir(dataDir);
      case Store.Postgres _ -> Check.ok("store", "postgres");
    };
  }

  private static Check dataDir(Path dataDir) {
    var present = dataDir;
    while (!Files.exists(present) && present.getParent() != null) {
      present = present.getParent();
    }
    try {
      if (!Files.isDirectory(present) || !Files.isWritable(present)) {
        return Check.wrong("data directory", "cannot write " + present);
      }
      var room = Files.getFileStore(present).getUsableSpace();
      if (room < LITTLE_ROOM) {
        return Check.warning(
            "data directory", "the disk of " + dataDir + " has less than 1 GB left: make room");
      }
      var faults = present.equals(dataDir) ? DataDir.faults(dataDir) : List.<String>of();
      if (!faults.isEmpty()) {
        return Check.wrong("data directory", String.join("; ", faults));
      }
      return Check.ok(
          "data directory",
          dataDir + (present.equals(dataDir) ? " can be written" : " is made at the first start"));
    } catch (IOException unreadable) {
      return Check.wrong(
          "data directory", "cannot look at " + present + ": " + unreadable.getMessage());
    }
  }
}
