package dev.sojourn.adapters.http.api.session;

import dev.sojourn.adapters.http.request.Body;
import dev.sojourn.adapters.http.request.BodyLimit;
import dev.sojourn.application.session.Judged;
import dev.sojourn.application.session.OpenRequest;
import dev.sojourn.benchmarks.Pieces;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Session;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What JSON costs on its way in and out; in the package of the adapter, which shows it to nobody.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JsonPieces {
  private static final ClientId CLIENT = new ClientId("bench");

  private final Session session = Pieces.session();
  private final Judged judged =
      new Judged(
          session,
          session.verdict(session.times().createdAt(), EffectiveRules.of(SessionPolicy.DEFAULT)));
  private final Buffer opening =
      Buffer.buffer(
          """
          {"user_id": "user-1", "ip_address": "192.0.2.1", "device_type": "desktop",
           "operating_system": "Linux", "browser": "Firefox", "browser_version": "140",
           "amr": ["pwd", "otp"], "attributes": {"tenant": "acme", "roles": ["a", "b"]}}
          """);

  /** The body of POST /v1/sessions, read and checked. */
  @Benchmark
  public OpenRequest jsonIn() {
    return SessionJson.readOpen(Body.read(opening, BodyLimit.OF_CLIENTS), CLIENT);
  }

  /** A session, written. */
  @Benchmark
  public Buffer jsonOut() {
    return SessionJson.write(judged).toBuffer();
  }
}
