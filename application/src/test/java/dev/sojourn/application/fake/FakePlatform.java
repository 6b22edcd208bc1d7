package dev.sojourn.application.fake;

import static dev.sojourn.application.contract.Answers.answer;
import static dev.sojourn.application.sample.SampleSessions.T0;

import dev.sojourn.application.authorization.BeginAuthorization;
import dev.sojourn.application.cutoff.CutOffSessions;
import dev.sojourn.application.lockout.LiftLockout;
import dev.sojourn.application.lockout.ListLockouts;
import dev.sojourn.application.lockout.ReportLoginAttempt;
import dev.sojourn.application.lockout.ShowLockout;
import dev.sojourn.application.outage.OutageGrace;
import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.sample.SampleSessions;
import dev.sojourn.application.session.ChangeAttributes;
import dev.sojourn.application.session.EndSession;
import dev.sojourn.application.session.EndSessionsOfUser;
import dev.sojourn.application.session.FindSession;
import dev.sojourn.application.session.ListSessionsOfUser;
import dev.sojourn.application.session.OpenSession;
import dev.sojourn.application.session.OpenSessionOnce;
import dev.sojourn.application.session.ReauthenticateSession;
import dev.sojourn.application.session.SearchSessions;
import dev.sojourn.application.session.SweepPace;
import dev.sojourn.application.session.SweepSessions;
import dev.sojourn.application.token.CheckDpopProof;
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
import dev.sojourn.application.token.TokenPair;
import dev.sojourn.application.token.VerifyAccessToken;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.lockout.LockoutRules;
import dev.sojourn.domain.policy.Policies;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.token.KeyId;
import dev.sojourn.domain.token.KeyRing;
import dev.sojourn.domain.token.ServerKey;
import dev.sojourn.domain.token.SigningAlgorithm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Every use case on fakes, at T0: what a test needs to let things happen and look at them. */
public final class FakePlatform {
  /** How long ended sessions are kept here. */
  public static final Duration RETENTION = Duration.ofDays(30);

  /** How long the audit trail is kept here. */
  public static final Duration AUDIT_RETENTION = Duration.ofDays(90);

  /** How many rows the sweeper takes at a time here. */
  public static final int BATCH = 3;

  /** Who has everything done here, unless a test says otherwise. */
  public static final Initiator BY =
      new Initiator(
          new Actor.Client(new ClientId("operations")), Optional.of(new IpAddress("203.0.113.9")));

  public final FakeAuditStore audit;
  public final MovableClock clock = new MovableClock(T0);
  public final RecordingEvents events = new RecordingEvents();
  public final FakeEntropy entropy = new FakeEntropy();
  public final FakeDeviceRecognition devices = new FakeDeviceRecognition();
  public final FakeAuthorizationStore authorizations = new FakeAuthorizationStore();
  public final FakeDeliveryStore deliveries = new FakeDeliveryStore();
  public final FakeLockoutStore lockouts;
  public final LockoutRules rules = LockoutRules.DEFAULT;
  public final FakeSigningKeyStore signingKeys;
  public final FakeProofStore proofs = new FakeProofStore();
  public final FakeIdempotencyStore idempotency = new FakeIdempotencyStore();
  public final FakeJose jose = new FakeJose();
  public final KeyRing serverKeys = KeyRing.of(Map.of(new KeyId(1), new ServerKey(new byte[32])));
  public final SigningKeyRing signingKeyRing;
  public final JwtMint jwts;
  public final TokenMint mint;

  /** Requests that have been served so far, as the sweeper is told. */
  public final AtomicLong served = new AtomicLong();

  public final RotateSigningKeys rotateSigningKeys;
  public final CheckDpopProof checkDpopProof;

  public final SessionStore sessions;
  public final FakeCutOffStore cutOffs;
  public final PoliciesInForce policies;
  public final CutOffSessions cutOffSessions;

  public final OpenSession openSession;
  public final OpenSessionOnce openSessionOnce;
  public final FindSession findSession;
  public final SearchSessions searchSessions;
  public final ListSessionsOfUser listSessionsOfUser;
  public final ChangeAttributes changeAttributes;
  public final ReauthenticateSession reauthenticateSession;
  public final EndSession endSession;
  public final EndSessionsOfUser endSessionsOfUser;
  public final SweepSessions sweepSessions;
  public final RefreshTokens refreshTokens;
  public final ExchangeCodeForTokens exchangeCodeForTokens;
  public final VerifyAccessToken verifyAccessToken;
  public final ChooseToken chooseToken;
  public final ChooseToken chooseConsoleToken;
  public final IntrospectToken introspectToken;
  public final RevokeToken revokeToken;
  public final BeginAuthorization beginAuthorization;
  public final ReportLoginAttempt reportLoginAttempt;
  public final ShowLockout showLockout;
  public final LiftLockout liftLockout;
  public final ListLockouts listLockouts;

  /** With the default policy only. */
  public FakePlatform() {
    this(new Policies(List.of(SessionPolicy.DEFAULT)));
  }

  public FakePlatform(Policies policies) {
    var audit = new FakeAuditStore();
    this(policies, new FakeSessionStore(audit), audit);
  }

  /** On this store, whose audit trail is its own. */
  public FakePlatform(Policies policies, SessionStore sessions) {
    this(policies, sessions, new FakeAuditStore());
  }

  private FakePlatform(Policies configured, SessionStore sessions, FakeAuditStore audit) {
    signingKeys = new FakeSigningKeyStore(audit);
    signingKeyRing = new SigningKeyRing(signingKeys, jose, () -> serverKeys, () -> Runnable::run);
    jwts =
        new JwtMint(
            signingKeyRing,
            jose,
            () -> serverKeys,
            new Issuer(() -> "https://id.example", Optional.empty()),
            clock);
    mint = new TokenMint(() -> serverKeys, jwts);
    this.audit = audit;
    this.lockouts = new FakeLockoutStore(audit);
    this.cutOffs = new FakeCutOffStore(audit);
    this.policies = new PoliciesInForce(configured, cutOffs);
    this.sessions = sessions;
    rotateSigningKeys =
        new RotateSigningKeys(
            signingKeys,
            signingKeyRing,
            jose,
            () -> serverKeys,
            SigningAlgorithm.EDDSA,
            Duration.ofDays(30),
            configured,
            Runnable::run,
            clock);
    checkDpopProof = new CheckDpopProof(jose, proofs, () -> serverKeys, true, clock);
    var recordActivity = new RecordActivity(sessions, policies);
    openSession =
        new OpenSession(sessions, authorizations, policies, mint, devices, entropy, events, clock);
    openSessionOnce =
        new OpenSessionOnce(openSession, idempotency, sessions, policies, mint, entropy, clock);
    findSession = new FindSession(sessions, policies, clock);
    searchSessions = new SearchSessions(sessions, policies, clock);
    listSessionsOfUser = new ListSessionsOfUser(sessions, policies, clock);
    changeAttributes = new ChangeAttributes(sessions, policies, clock);
    reauthenticateSession =
        new ReauthenticateSession(sessions, policies, mint, entropy, events, clock);
    endSession = new EndSession(sessions, policies, events, clock);
    endSessionsOfUser = new EndSessionsOfUser(sessions, endSession);
    cutOffSessions = new CutOffSessions(cutOffs, endSessionsOfUser, events, clock);
    sweepSessions =
        new SweepSessions(
            sessions,
            authorizations,
            lockouts,
            proofs,
            idempotency,
            audit,
            deliveries,
            policies,
            events,
            clock,
            new SweepPace(BATCH, served::get),
            RETENTION,
            AUDIT_RETENTION);
    refreshTokens =
        new RefreshTokens(
            TokenAudience.APPLICATIONS, sessions, policies, mint, devices, events, clock);
    exchangeCodeForTokens =
        new ExchangeCodeForTokens(sessions, policies, mint, devices, events, clock);
    verifyAccessToken =
        new VerifyAccessToken(
            sessions,
            policies,
            mint,
            recordActivity,
            new OutageGrace(sessions, policies),
            events,
            clock);
    var outageGrace = new OutageGrace(sessions, policies);
    chooseToken = ChooseToken.ofApplications(sessions, policies, mint, outageGrace, clock);
    chooseConsoleToken = ChooseToken.ofTheConsole(sessions, policies, mint, outageGrace, clock);
    introspectToken =
        new IntrospectToken(sessions, policies, mint, verifyAccessToken, recordActivity, clock);
    revokeToken = new RevokeToken(sessions, policies, mint, events, clock);
    beginAuthorization = new BeginAuthorization(authorizations, entropy, clock);
    reportLoginAttempt = new ReportLoginAttempt(lockouts, rules, events, clock);
    showLockout = new ShowLockout(lockouts, rules, clock);
    liftLockout = new LiftLockout(lockouts, rules, clock);
    listLockouts = new ListLockouts(lockouts, rules, clock);
  }

  /** Puts a session into the store, past all rules. */
  public Session has(SampleSessions sample) {
    var session = sample.build();
    answer(sessions.update(session.id(), _ -> Decision.store(session, session)));
    return session;
  }

  /** How a session is stored now. */
  public Session stored(Session session) {
    return answer(sessions.find(session.id())).orElseThrow();
  }

  /** The newest refresh token of a session as it is given. */
  public String refreshToken(Session session) {
    return tokens(session).refreshToken();
  }

  /** The newest access token of a session as it is given. */
  public String accessToken(Session session) {
    return tokens(session).accessToken();
  }

  private TokenPair tokens(Session session) {
    return answer(mint.pair(session, clock.instant(), policies.rulesFor(session)));
  }
}
