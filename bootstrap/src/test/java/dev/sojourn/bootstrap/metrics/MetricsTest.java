package dev.sojourn.bootstrap.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sojourn.application.fake.FakeEntropy;
import dev.sojourn.application.fake.FakeStores;
import dev.sojourn.application.fake.MovableClock;
import dev.sojourn.application.port.SessionEvent.CutOff;
import dev.sojourn.application.port.SessionEvent.Ended;
import dev.sojourn.application.port.SessionEvent.Exchanged;
import dev.sojourn.application.port.SessionEvent.LockedOut;
import dev.sojourn.application.port.SessionEvent.LoginAttempted;
import dev.sojourn.application.port.SessionEvent.Opened;
import dev.sojourn.application.port.SessionEvent.Refreshed;
import dev.sojourn.application.port.SessionEvent.Swept;
import dev.sojourn.application.port.SessionEvent.Verified;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.port.Stores;
import dev.sojourn.application.sample.SamplePolicies;
import dev.sojourn.application.session.SweepReport;
import dev.sojourn.domain.cutoff.Scope;
import dev.sojourn.domain.lockout.Factor;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.EndReason;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Prometheus reads: the names, the labels, and nothing that could grow without a bound. */
class MetricsTest {
  private static final Instant T0 = Instant.parse("2026-11-24T00:00:00Z");
  private static final PolicyName MOBILE = new PolicyName("mobile");

  private final Metrics metrics = Metrics.create();
  private final FakeEntropy entropy = new FakeEntropy();
  private final MeteredSessionEvents events =
      new MeteredSessionEvents(
          metrics.registry(), SamplePolicies.defaultAnd(SamplePolicies.policy("mobile").build()));
  private final StoreMeter storeMeter = new StoreMeter(metrics.registry());
  private final Stores stores = MeteredStores.of(FakeStores.create(), storeMeter);
  private final MeteredSweeps sweeps =
      new MeteredSweeps(
          metrics.registry(),
          SamplePolicies.defaultAnd(SamplePolicies.policy("mobile").build()),
          new MovableClock(T0));

  @AfterEach
  void close() {
    metrics.close();
  }

  private double value(String series) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .map(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private void everythingHappensOnce() {
    var id = entropy.sessionId(T0);
    events.on(new Opened(MOBILE));
    Stream.of(EndReason.values()).map(reason -> new Ended(id, reason)).forEach(events::on);
    Stream.of(Refreshed.Outcome.values()).map(Refreshed::new).forEach(events::on);
    Stream.of(Verified.Outcome.values()).map(Verified::new).forEach(events::on);
    Stream.of(Exchanged.Outcome.values())
        .map(outcome -> new Exchanged(Optional.of(id), outcome))
        .forEach(events::on);
    for (var factor : Factor.values()) {
      Stream.of(LoginAttempted.Outcome.values())
          .map(outcome -> new LoginAttempted(factor, outcome))
          .forEach(events::on);
      events.on(new LockedOut(factor));
    }
    events.on(new CutOff(new Scope.Everybody()));
    Stream.of(Swept.Action.values()).map(action -> new Swept(action, 7)).forEach(events::on);
    sweeps.swept(new SweepReport(Map.of(MOBILE, 2L), Optional.of(T0)), Duration.ofMillis(5));
    sweeps.failed(Duration.ofMillis(5));
    stores.sessions().find(id).toCompletableFuture().join();
    stores.sessions().ping().toCompletableFuture().join();
    var postgres = new MeteredPostgres(metrics.registry());
    postgres.sent("session_update", 128);
    postgres.heardOfEnd(Duration.ofMillis(3));
    new MeteredRequests(metrics.registry())
        .answered("GET", "/v1/sessions/{id}", 200, Duration.ofMillis(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sojourn_sessions_opened_total{policy=\"default\"}",
        "sojourn_sessions_opened_total{policy=\"mobile\"}",
        "sojourn_sessions_ended_total{reason=\"idle_timeout\"}",
        "sojourn_sessions_ended_total{reason=\"token_reuse\"}",
        "sojourn_refreshes_total{outcome=\"rotated\"}",
        "sojourn_verifications_total{outcome=\"active\"}",
        "sojourn_exchanges_total{outcome=\"wrong_verifier\"}",
        "sojourn_login_attempts_total{factor=\"password\",outcome=\"failed\"}",
        "sojourn_lockouts_total{factor=\"mfa\"}",
        "sojourn_sweep_rows_total{action=\"purged_session\"}",
        "sojourn_sweep_failures_total",
        "sojourn_sweep_duration_seconds_count",
        "sojourn_store_duration_seconds_count{operation=\"session_find\",outcome=\"done\"}",
        "sojourn_store_duration_seconds_count{operation=\"lockout_update\",outcome=\"failed\"}"
      })
  void isThereAtZeroFromTheStart(String series) {
    assertEquals(0.0, value(series), metrics.scrape());
  }

  @Test
  void everyEventIsCountedUnderItsName() {
    everythingHappensOnce();
    assertEquals(1, value("sojourn_sessions_opened_total{policy=\"mobile\"}"));
    assertEquals(0, value("sojourn_sessions_opened_total{policy=\"default\"}"));
    for (var reason : EndReason.values()) {
      assertEquals(1, value("sojourn_sessions_ended_total{reason=\"" + reason.word() + "\"}"));
    }
    for (var outcome : new String[] {"rotated", "replayed", "reuse", "ended", "unknown"}) {
      assertEquals(1, value("sojourn_refreshes_total{outcome=\"" + outcome + "\"}"));
    }
    for (var outcome : new String[] {"active", "ended", "expired", "unknown"}) {
      assertEquals(1, value("sojourn_verifications_total{outcome=\"" + outcome + "\"}"));
    }
    assertEquals(1, value("sojourn_exchanges_total{outcome=\"code_reuse\"}"));
    assertEquals(1, value("sojourn_login_attempts_total{factor=\"mfa\",outcome=\"locked\"}"));
    assertEquals(1, value("sojourn_lockouts_total{factor=\"password\"}"));
    assertEquals(7, value("sojourn_sweep_rows_total{action=\"ended\"}"));
    assertEquals(2, value("sojourn_sweep_duration_seconds_count"));
    assertEquals(1, value("sojourn_sweep_failures_total"));
    assertEquals(0, value("sojourn_sweep_lag_seconds"));
    assertEquals(2, value("sojourn_sessions_active{policy=\"mobile\"}"));
    assertEquals(0, value("sojourn_sessions_active{policy=\"default\"}"));
    assertEquals(0, value("sojourn_sessions_policy_missing"));
    assertEquals(1, value("sojourn_store_batch_size_bucket{line=\"session_update\",le=\"128.0\"}"));
    assertEquals(0, value("sojourn_store_batch_size_bucket{line=\"session_update\",le=\"64.0\"}"));
    assertEquals(1, value("sojourn_revocation_lag_seconds_bucket{le=\"0.005\"}"));
    assertEquals(0, value("sojourn_revocation_lag_seconds_bucket{le=\"0.0025\"}"));
    assertEquals(
        1, value("sojourn_store_duration_seconds_count{operation=\"ping\",outcome=\"done\"}"));
    assertEquals(
        1,
        value(
            "sojourn_http_request_duration_seconds_bucket{method=\"GET\","
                + "route=\"/v1/sessions/{id}\",status=\"200\",le=\"0.005\"}"));
    assertTrue(
        metrics
            .scrape()
            .lines()
            .anyMatch(
                line -> line.matches("sojourn_build_info\\{java=\".+\",version=\".+\"} 1(.0)?")),
        metrics.scrape());
    assertTrue(value("process_uptime_seconds") > 0);
    assertTrue(metrics.scrape().contains("jvm_memory_used_bytes{"));
  }

  @Test
  void aStoreCallThatFailsIsToldApart() {
    var away =
        (SessionStore)
            Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (_, _, _) -> CompletableFuture.failedFuture(new IllegalStateException("away")));
    var fakes = FakeStores.create();
    MeteredStores.of(
            new Stores(
                away,
                fakes.authorizations(),
                fakes.lockouts(),
                fakes.signingKeys(),
                fakes.proofs(),
                fakes.cutOffs(),
                fakes.idempotency(),
                fakes.audit(),
                fakes.deliveries(),
                fakes.tokenKeys(),
                fakes::close),
            storeMeter)
        .sessions()
        .ping();
    assertEquals(
        1, value("sojourn_store_duration_seconds_count{operation=\"ping\",outcome=\"failed\"}"));
  }

  @Test
  void aMethodThatAClientMadeUpGetsNoLabelOfItsOwn() {
    var requests = new MeteredRequests(metrics.registry());
    requests.answered("BREW", "none", 405, Duration.ofMillis(1));
    requests.answered("WHEN", "none", 405, Duration.ofMillis(1));
    assertFalse(metrics.scrape().contains("BREW"));
    assertEquals(
        2,
        value(
            "sojourn_http_request_duration_seconds_count"
                + "{method=\"other\",route=\"none\",status=\"405\"}"));
  }

  @Test
  void noLabelLooksLikeAnId() {
    everythingHappensOnce();
    var labels = Pattern.compile("=\"([^\"]*)\"").matcher(metrics.scrape());
    var id = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-.*|s[a-z]{2}_.*|[A-Za-z0-9_-]{32,}|.*@.*");
    while (labels.find()) {
      assertFalse(id.matcher(labels.group(1)).matches(), labels.group(1));
    }
  }

  @Test
  void promtoolFindsNothingToSay(@TempDir Path directory) throws Exception {
    assumeTrue(isInstalled("promtool"), "promtool is in Debian's package prometheus");
    everythingHappensOnce();
    var text = Files.writeString(directory.resolve("metrics"), metrics.scrape());
    var promtool =
        new ProcessBuilder("promtool", "check", "metrics")
            .redirectInput(text.toFile())
            .redirectErrorStream(true)
            .start();
    var said = new String(promtool.getInputStream().readAllBytes());
    assertEquals("", said);
    assertEquals(0, promtool.waitFor());
  }

  private static boolean isInstalled(String program) {
    var places = Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1);
    return Stream.of(places).anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
