package dev.sojourn.bootstrap;

import dev.sojourn.adapters.http.HttpAdapter;
import dev.sojourn.adapters.http.HttpSettings;
import dev.sojourn.adapters.http.UseCases;
import dev.sojourn.adapters.http.api.admin.LogLevels;
import dev.sojourn.adapters.http.apikey.ApiKeyFile;
import dev.sojourn.adapters.http.apikey.ApiKeys;
import dev.sojourn.adapters.http.console.Locations;
import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.adapters.http.server.connection.Connections;
import dev.sojourn.adapters.http.server.pause.PauseDetector;
import dev.sojourn.adapters.http.useragent.RememberedDevices;
import dev.sojourn.adapters.jose.NimbusJose;
import dev.sojourn.application.audit.ReadAudit;
import dev.sojourn.application.audit.RecordNewApiKey;
import dev.sojourn.application.authorization.BeginAuthorization;
import dev.sojourn.application.cutoff.CutOffSessions;
import dev.sojourn.application.event.FollowEvents;
import dev.sojourn.application.event.SecurityEventMint;
import dev.sojourn.application.lockout.LiftLockout;
import dev.sojourn.application.lockout.ListLockouts;
import dev.sojourn.application.lockout.ReportLoginAttempt;
import dev.sojourn.application.lockout.ShowLockout;
import dev.sojourn.application.outage.CheckReadiness;
import dev.sojourn.application.outage.OutageGrace;
import dev.sojourn.application.overview.CountSessions;
import dev.sojourn.application.overview.RecentEvents;
import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.policy.PreviewTimeouts;
import dev.sojourn.application.port.SessionEventListeners;
import dev.sojourn.application.session.ChangeAttributes;
import dev.sojourn.application.session.EndSession;
import dev.sojourn.application.session.EndSessionsOfUser;
import dev.sojourn.application.session.FindSession;
import dev.sojourn.application.session.FindUsers;
import dev.sojourn.application.session.ListSessionsOfUser;
import dev.sojourn.application.session.OpenConsoleSession;
import dev.sojourn.application.session.OpenSession;
import dev.sojourn.application.session.OpenSessionOnce;
import dev.sojourn.application.session.ReauthenticateSession;
import dev.sojourn.application.session.SearchSessions;
import dev.sojourn.application.session.SweepPace;
import dev.sojourn.application.session.SweepSessions;
import dev.sojourn.application.token.CheckDpopProof;
import dev.sojourn.application.token.CheckTokenKeys;
import dev.sojourn.application.token.ChooseToken;
import dev.sojourn.application.token.ExchangeCodeForTokens;
import dev.sojourn.application.token.IntrospectToken;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.application.token.JwtMint;
import dev.sojourn.application.token.RecordActivity;
import dev.sojourn.application.token.RefreshTokens;
import dev.sojourn.application.token.RevokeToken;
import dev.sojourn.application.token.RotateSigningKeys;
import dev.sojourn.application.token.SigningKeyRing;
import dev.sojourn.application.token.TokenMint;
import dev.sojourn.application.token.VerifyAccessToken;
import dev.sojourn.application.token.VerifyConsoleTokens;
import dev.sojourn.bootstrap.config.SojournConfig;
import dev.sojourn.bootstrap.keys.ApiKeysFile;
import dev.sojourn.bootstrap.keys.Keys;
import dev.sojourn.bootstrap.keys.Keys.ApiKeySource;
import dev.sojourn.bootstrap.keys.LiveKeyRing;
import dev.sojourn.bootstrap.keys.SecureEntropy;
import dev.sojourn.bootstrap.keys.TokenKeyAdmission;
import dev.sojourn.bootstrap.logging.LogbackLevels;
import dev.sojourn.bootstrap.logging.LoggedSessionEvents;
import dev.sojourn.bootstrap.metrics.DeviceMetrics;
import dev.sojourn.bootstrap.metrics.MeteredRequests;
import dev.sojourn.bootstrap.metrics.MeteredSessionEvents;
import dev.sojourn.bootstrap.metrics.MeteredStores;
import dev.sojourn.bootstrap.metrics.MeteredSweeps;
import dev.sojourn.bootstrap.metrics.Metrics;
import dev.sojourn.bootstrap.metrics.StoreMeter;
import dev.sojourn.bootstrap.schedule.EventWatch;
import dev.sojourn.bootstrap.schedule.Recurring;
import dev.sojourn.bootstrap.schedule.SigningKeySchedule;
import dev.sojourn.bootstrap.schedule.SweepSchedule;
import dev.sojourn.bootstrap.tracing.Tracing;
import dev.sojourn.bootstrap.wiring.Closer;
import dev.sojourn.bootstrap.wiring.Deliveries;
import dev.sojourn.bootstrap.wiring.FirstUses;
import dev.sojourn.bootstrap.wiring.FirstUses.FirstUse;
import dev.sojourn.bootstrap.wiring.LocationDatabase;
import dev.sojourn.bootstrap.wiring.StorePlace;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.token.KeyRing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** A running Sojourn: all there is, in the order in which it comes to be. */
public final class Sojourn implements AutoCloseable {
  private static final Duration LONGEST_STEP = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS_AT_KEYS = Duration.ofSeconds(2);

  private final URI address;
  private final URI managementAddress;
  private final Set<String> routes;
  private final Set<String> everyRoute;
  private final ApiKeySource apiKeySource;
  private final SweepSessions sweepSessions;
  private final CompletionStage<Void> prepared;
  private final Runnable drain;
  private final Closer closer;

  private Sojourn(
      URI address,
      URI managementAddress,
      Set<String> routes,
      Set<String> everyRoute,
      ApiKeySource apiKeySource,
      SweepSessions sweepSessions,
      CompletionStage<Void> prepared,
      Runnable drain,
      Closer closer) {
    this.address = address;
    this.managementAddress = managementAddress;
    this.routes = routes;
    this.everyRoute = everyRoute;
    this.apiKeySource = apiKeySource;
    this.sweepSessions = sweepSessions;
    this.prepared = prepared;
    this.drain = drain;
    this.closer = closer;
  }

  /**
   * Starts all of it and waits until it answers; call on an ordinary thread.
   *
   * @throws StartException if it cannot start; nothing is left open then
   */
  public static Sojourn start(SojournConfig config, InstantSource clock) {
    // A machine that tests run on may pause at any time, which they are not about.
    var ofTests = Optional.ofNullable(System.getProperty("sojourn.longestUnread"));
    return start(config, clock, ofTests.map(Duration::parse).orElse(PauseDetector.LONGEST_WAIT));
  }

  /**
   * The same where pauses are usual.
   *
   * @param longestUnread how long a request that changes something may wait in its socket; one that
   *     may have waited for longer is refused
   */
  static Sojourn start(SojournConfig config, InstantSource clock, Duration longestUnread) {
    var closer = new Closer();
    try {
      return start(config, clock, longestUnread, closer);
    } catch (RuntimeException | Error failure) {
      closer.close();
      throw failure;
    }
  }

  private static Sojourn start(
      SojournConfig config, InstantSource clock, Duration longestUnread, Closer closer) {
    var entropy = new SecureEntropy();
    var metrics = Metrics.create();
    closer.by("metrics", metrics);
    var tracing = Tracing.of(config.traces());
    closer.by("traces", tracing);
    var connections =
        new Connections(config.listening(), config.trustedProxies(), System::nanoTime);
    var vertx = tracing.vertx(connections.limit(Vertx.builder().with(vertxOptions())));
    closer.by("Vert.x", () -> await(vertx.close()));

    var place = StorePlace.open(config, vertx, entropy, clock, metrics, tracing, closer);
    var keys = place.keys();
    var tokenKeys = new LiveKeyRing(keys.tokenKeys(), clock);
    var stores = MeteredStores.of(place.stores(), new StoreMeter(metrics.registry()));
    closer.by("stores", () -> await(stores.close()));
    var tokenKeyAdmission =
        new TokenKeyAdmission(new CheckTokenKeys(stores.tokenKeys(), stores.signingKeys(), clock));
    admit(keys, config, tokenKeyAdmission);
    var sessions = stores.sessions();
    var authorizations = stores.authorizations();
    var lockouts = stores.lockouts();

    var policies = new PoliciesInForce(config.policies(), stores.cutOffs());
    var rules = config.lockoutRules();
    var listening = new AtomicReference<>("");
    var issuer = new Issuer(() -> config.issuer().orElseGet(listening::get), config.audience());
    var jose = new NimbusJose();
    var signingKeyRing = new SigningKeyRing(stores.signingKeys(), jose, tokenKeys, Sojourn::caller);
    var jwtMint = new JwtMint(signingKeyRing, jose, tokenKeys, issuer, clock);
    var mint = new TokenMint(tokenKeys, jwtMint);
    var recentEvents = new RecentEvents(clock);
    var events =
        new SessionEventListeners(
            List.of(
                new LoggedSessionEvents(),
                recentEvents,
                new MeteredSessionEvents(metrics.registry(), config.policies())),
            LoggedSessionEvents::failed);

    var devices = new RememberedDevices(Sojourn::caller);
    closer.by("the recognition of devices", devices);
    DeviceMetrics.register(metrics.registry(), devices);

    var openSession =
        new OpenSession(sessions, authorizations, policies, mint, devices, entropy, events, clock);
    var openSessionOnce =
        new OpenSessionOnce(
            openSession, stores.idempotency(), sessions, policies, mint, entropy, clock);
    var openConsoleSession = new OpenConsoleSession(openSession);
    var findSession = new FindSession(sessions, policies, clock);
    var searchSessions = new SearchSessions(sessions, policies, clock);
    var listSessionsOfUser = new ListSessionsOfUser(sessions, policies, clock);
    var changeAttributes = new ChangeAttributes(sessions, policies, clock);
    var reauthenticateSession =
        new ReauthenticateSession(sessions, policies, mint, entropy, events, clock);
    var endSession = new EndSession(sessions, policies, events, clock);
    var endSessionsOfUser = new EndSessionsOfUser(sessions, endSession);
    var cutOffSessions = new CutOffSessions(stores.cutOffs(), endSessionsOfUser, events, clock);
    var recordActivity = new RecordActivity(sessions, policies);
    var outageGrace = new OutageGrace(sessions, policies);
    var checkReadiness = new CheckReadiness(sessions, outageGrace);
    var refreshTokens =
        new RefreshTokens(
            TokenAudience.APPLICATIONS, sessions, policies, mint, devices, events, clock);
    var refreshConsoleTokens =
        new RefreshTokens(TokenAudience.CONSOLE, sessions, policies, mint, devices, events, clock);
    var exchangeCode = new ExchangeCodeForTokens(sessions, policies, mint, devices, events, clock);
    var verifyAccessToken =
        new VerifyAccessToken(sessions, policies, mint, recordActivity, outageGrace, events, clock);
    var verifyConsoleTokens =
        new VerifyConsoleTokens(sessions, policies, mint, recordActivity, clock);
    var introspectToken =
        new IntrospectToken(sessions, policies, mint, verifyAccessToken, recordActivity, clock);
    var revokeToken = new RevokeToken(sessions, policies, mint, events, clock);
    var checkDpopProof =
        new CheckDpopProof(jose, stores.proofs(), tokenKeys, config.dpopNonce(), clock);
    var rotateSigningKeys =
        new RotateSigningKeys(
            stores.signingKeys(),
            signingKeyRing,
            jose,
            tokenKeys,
            config.signing().algorithm(),
            config.signing().rotation(),
            config.policies(),
            work -> {
              var _ = vertx.executeBlocking(Executors.callable(work));
            },
            clock);
    var followEvents =
        new FollowEvents(stores.audit(), config.auditRetention().isPresent(), System::nanoTime);
    var beginAuthorization = new BeginAuthorization(authorizations, entropy, clock);
    var reportLoginAttempt = new ReportLoginAttempt(lockouts, rules, events, clock);
    var showLockout = new ShowLockout(lockouts, rules, clock);
    var listLockouts = new ListLockouts(lockouts, rules, clock);
    var liftLockout = new LiftLockout(lockouts, rules, clock);
    var requests = new MeteredRequests(metrics.registry());
    var sweeping = config.sweeping();
    var sweepSessions =
        new SweepSessions(
            sessions,
            authorizations,
            lockouts,
            stores.proofs(),
            stores.idempotency(),
            stores.audit(),
            stores.deliveries(),
            policies,
            events,
            clock,
            new SweepPace(sweeping.batch(), requests::served),
            sweeping.retention(),
            config.auditRetention().orElse(Duration.ZERO));

    var schedule =
        SweepSchedule.start(
            vertx,
            sweeping.interval(),
            sweepSessions::sweep,
            new MeteredSweeps(metrics.registry(), config.policies(), clock),
            entropy::fraction);
    closer.by("the sweeper", () -> await(schedule.stop()));
    var signingKeySchedule = SigningKeySchedule.start(vertx, rotateSigningKeys);
    closer.by("the signing keys", () -> await(signingKeySchedule.stop()));
    var keyWatch =
        Recurring.start(
            vertx,
            BETWEEN_LOOKS_AT_KEYS,
            () ->
                vertx.executeBlocking(
                    Executors.callable(() -> keys.look(tokenKeyAdmission), (Void) null)),
            () -> BETWEEN_LOOKS_AT_KEYS);
    closer.by("the keys", () -> await(keyWatch.stop()));

    var locations = locations(config, vertx, closer);

    var eventWatch = EventWatch.start(vertx, followEvents);
    closer.by("the events", () -> await(eventWatch.stop()));

    var deliveries =
        new Deliveries(
            config.subscribers(),
            config.newDeviceEvents(),
            stores,
            followEvents,
            metrics.registry(),
            new SecurityEventMint(jwtMint, issuer, clock),
            entropy::fraction,
            clock);
    deliveries.start(vertx, closer);

    var useCases =
        new UseCases(
            openSession,
            openSessionOnce,
            openConsoleSession,
            findSession,
            searchSessions,
            listSessionsOfUser,
            new FindUsers(sessions),
            changeAttributes,
            reauthenticateSession,
            endSession,
            endSessionsOfUser,
            cutOffSessions,
            checkReadiness,
            new ReadAudit(stores.audit()),
            new RecordNewApiKey(stores.audit(), clock),
            followEvents,
            deliveries.showSubscribers(),
            deliveries.pollSecurityEvents(),
            refreshTokens,
            refreshConsoleTokens,
            exchangeCode,
            verifyAccessToken,
            verifyConsoleTokens,
            ChooseToken.ofApplications(sessions, policies, mint, outageGrace, clock),
            ChooseToken.ofTheConsole(sessions, policies, mint, outageGrace, clock),
            introspectToken,
            revokeToken,
            checkDpopProof,
            rotateSigningKeys,
            jwtMint,
            beginAuthorization,
            reportLoginAttempt,
            showLockout,
            listLockouts,
            liftLockout,
            recentEvents,
            new CountSessions(sessions, clock),
            new PreviewTimeouts(sessions, config.policies(), clock));
    var logLevels = LogbackLevels.ofThisProcess(vertx, clock);
    var http =
        listen(
            config,
            keys,
            new ApiKeysFile(keys.apiKeys(), entropy, vertx),
            tokenKeys,
            issuer,
            vertx,
            connections,
            useCases,
            logLevels,
            locations,
            tracing,
            metrics,
            requests,
            clock,
            longestUnread);
    listening.set(address(config.listening(), config.listening().host(), http.port()).toString());
    closer.by(
        "HTTP",
        () -> {
          http.endStreams();
          followEvents.release();
          await(http.close());
        });
    place.keepKeys().run();
    var prepared =
        FirstUses.prepare(
            List.of(
                new FirstUse("signatures", jose::prepare),
                new FirstUse("metrics", metrics::scrape),
                new FirstUse("user agents", () -> devices.prepare().toCompletableFuture().join())));
    return new Sojourn(
        reachable(config.listening(), http.port()),
        reachable(config.listening(), http.managementPort()),
        http.routes(),
        http.everyRoute(),
        keys.source(),
        sweepSessions,
        prepared,
        http::drain,
        closer);
  }

  /** Where addresses are, looked for again as keys are. */
  private static Locations locations(SojournConfig config, Vertx vertx, Closer closer) {
    if (config.geoipDatabase().isEmpty()) {
      return Locations.NONE;
    }
    var database = LocationDatabase.open(config.geoipDatabase().get());
    closer.by("the locations", database);
    var watch =
        Recurring.start(
            vertx,
            BETWEEN_LOOKS_AT_KEYS,
            () -> vertx.executeBlocking(Executors.callable(database::look, (Void) null)),
            () -> BETWEEN_LOOKS_AT_KEYS);
    closer.by("looking for locations", () -> await(watch.stop()));
    return database;
  }

  private static void admit(Keys keys, SojournConfig config, TokenKeyAdmission admission) {
    Optional<String> refusal;
    try {
      refusal = admission.apply(keys.tokenKeys().content().keys());
    } catch (RuntimeException failure) {
      throw StartException.because("cannot compare the token keys with the store", failure);
    }
    refusal.ifPresent(
        why -> {
          throw StartException.wrongConfiguration(config.placeOfTokenKeys() + ": " + why);
        });
  }

  /** Where the one who calls goes on: on the context of its request, if it is one. */
  private static Executor caller() {
    var context = Vertx.currentContext();
    return context == null ? Runnable::run : work -> context.runOnContext(_ -> work.run());
  }

  /** Nothing is unpacked from the class path: that would need a folder to write to. */
  private static VertxOptions vertxOptions() {
    return new VertxOptions()
        .setFileSystemOptions(
            new FileSystemOptions()
                .setClassPathResolvingEnabled(false)
                .setFileCachingEnabled(false));
  }

  private static HttpAdapter listen(
      SojournConfig config,
      Keys keys,
      ApiKeyFile apiKeyFile,
      Supplier<KeyRing> tokenKeys,
      Issuer issuer,
      Vertx vertx,
      Connections connections,
      UseCases useCases,
      LogLevels logLevels,
      Locations locations,
      Tracing tracing,
      Metrics metrics,
      MeteredRequests requests,
      InstantSource clock,
      Duration longestUnread) {
    var settings =
        new HttpSettings(
            config.listening(),
            issuer,
            config.signing().algorithm(),
            config.browsers().allowedOrigins(),
            config.browsers().loginUrl(),
            config.trustedProxies(),
            config.addressRate(),
            config.keyRate(),
            new ApiKeys(() -> keys.apiKeys().content().keys()),
            config.policies(),
            tokenKeys,
            clock,
            config.browsers().brand(),
            logLevels,
            tracing.requests(),
            apiKeyFile,
            locations,
            longestUnread);
    var listening = Promise.<HttpAdapter>promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            _ ->
                Future.succeededFuture()
                    .compose(
                        _ ->
                            HttpAdapter.listen(
                                vertx, connections, settings, useCases, metrics::scrape, requests))
                    .onComplete(listening));
    try {
      return await(listening.future());
    } catch (RuntimeException failure) {
      throw StartException.because(
          "cannot listen on " + config.listening().host() + ":" + config.listening().port(),
          failure);
    }
  }

  public static <T> T await(Future<T> future) {
    return await(future.toCompletionStage());
  }

  public static <T> T await(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    try {
      return future.get(LONGEST_STEP.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    } catch (TimeoutException tooLong) {
      throw new IllegalStateException("not done within " + LONGEST_STEP, tooLong);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** Who listens everywhere is told by the name that works from here. */
  public static URI reachable(Listening listening, int port) {
    var host = listening.host();
    var reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return address(listening, reachable, port);
  }

  private static URI address(Listening listening, String host, int port) {
    var scheme = listening.tls().isPresent() ? "https" : "http";
    return URI.create(scheme + "://" + literal(host) + ":" + port);
  }

  private static String literal(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Completes when all is loaded that is used for the first time by some request only. */
  CompletionStage<Void> prepared() {
    return prepared;
  }

  /** Where the API is. */
  public URI address() {
    return address;
  }

  /** Where health and metrics are. */
  URI managementAddress() {
    return managementAddress;
  }

  /** Every endpoint of the contract as {@code METHOD /template}. */
  Set<String> routes() {
    return routes;
  }

  /** Every endpoint, pages and their files too, as {@code METHOD /template}. */
  Set<String> everyRoute() {
    return everyRoute;
  }

  /** Where the API keys come from. */
  ApiKeySource apiKeySource() {
    return apiKeySource;
  }

  /**
   * Sweeps at once and waits for it, whatever the schedule: for tests, whose clock is their own.
   */
  void sweep() {
    await(sweepSessions.sweep());
  }

  /** Has load balancers go elsewhere: readiness falls, and all requests are still served. */
  void drain() {
    drain.run();
  }

  /**
   * Stops in order: readiness falls, requests under way are answered, the sweeper ends its run, all
   * that was accepted is written, and the embedded Postgres stops. Doing it again does nothing.
   */
  @Override
  public void close() {
    closer.close();
  }
}
