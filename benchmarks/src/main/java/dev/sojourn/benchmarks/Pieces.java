package dev.sojourn.benchmarks;

import dev.sojourn.adapters.http.useragent.RememberedDevices;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.RefreshOutcome;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserAgent;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.Verdict;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.OpaqueAccessToken;
import dev.sojourn.domain.token.RefreshToken;
import dev.sojourn.domain.token.ServerKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the pure pieces of one request cost by themselves. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Pieces {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final SessionPolicy POLICY = SessionPolicy.DEFAULT;
  private static final EffectiveRules RULES = EffectiveRules.of(POLICY);

  private final KeyRing keys = KeyRing.of(Map.of(new KeyId(1), new ServerKey(new byte[32])));
  private final Session session = session();
  private final Generation generation = session.rotation().generation();
  private final Secret secret = session.rotation().secret();
  private final String accessToken =
      OpaqueAccessToken.mint(session.id(), generation, NOW.plusSeconds(900), secret, keys);
  private final OpaqueAccessToken parsed = OpaqueAccessToken.parse(accessToken, keys).orElseThrow();
  private final String mangled = accessToken.substring(0, accessToken.length() - 1) + "!";

  private final UserAgent agent =
      UserAgent.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/140.0.0.0 Safari/537.36");
  private final RememberedDevices devices = devices();

  /** That know the browser by an earlier version. */
  private static RememberedDevices devices() {
    var devices = new RememberedDevices(() -> Runnable::run);
    devices.prepare().toCompletableFuture().join();
    return devices;
  }

  /** A session as most are. */
  public static Session session() {
    return Session.opened(
        new SessionId(new UUID(0x0189_0000_0000_7000L, 0x8000_0000_0000_0001L)),
        new UserId("user-1"),
        new Origin(new ClientId("bench"), Optional.empty(), Device.UNSAID),
        new Authentication(NOW, List.of("pwd"), Optional.empty()),
        NOW.plus(POLICY.lifetime()),
        new Secret(new byte[32]),
        TokenTerms.STANDARD,
        new Exchange.None(),
        Attributes.NONE,
        NOW,
        SessionPolicy.DEFAULT);
  }

  /** One tag: HMAC-SHA-256 over token and secret, and its comparison. */
  @Benchmark
  public boolean tagOfAnAccessToken() {
    return parsed.isMadeFor(secret, keys);
  }

  /** Base64url, and the check by the server key. */
  @Benchmark
  public Optional<OpaqueAccessToken> parseOfAnAccessToken() {
    return OpaqueAccessToken.parse(accessToken, keys);
  }

  /** What a guess costs us. */
  @Benchmark
  public Optional<OpaqueAccessToken> parseOfAMangledToken() {
    return OpaqueAccessToken.parse(mangled, keys);
  }

  /** Its shape, and the digits of its versions: what each refresh of a browser costs. */
  @Benchmark
  public Optional<Device> deviceOfARememberedUserAgent() {
    return devices.known(agent);
  }

  /** Check, tag and base64url. */
  @Benchmark
  public String mintOfARefreshToken() {
    return RefreshToken.mint(session.id(), generation, secret, keys);
  }

  /** What the rules say of a session. */
  @Benchmark
  public Verdict verdict() {
    return session.verdict(NOW.plusSeconds(10), RULES);
  }

  /** What the rules make of a refresh. */
  @Benchmark
  public RefreshOutcome rotation() {
    return session.refresh(generation, NOW.plusSeconds(10), RULES);
  }
}
