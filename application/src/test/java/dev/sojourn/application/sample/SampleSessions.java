package dev.sojourn.application.sample;

import dev.sojourn.domain.Json;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.authorization.CodeChallenge;
import dev.sojourn.domain.authorization.CodeVerifier;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.Generation;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.Rotation;
import dev.sojourn.domain.session.Secret;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.Times;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes sessions: an ordinary one, opened at {@link #T0} by a user who has no other, unless the
 * test says otherwise. Ids, users and secrets are random, so tests can share a store.
 */
public final class SampleSessions {
  /** When tests begin; a whole second. */
  public static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");

  private UserId userId = freshUser();
  private PolicyName policy = PolicyName.DEFAULT;
  private ClientId clientId = new ClientId("shop");
  private Optional<IpAddress> ipAddress = Optional.empty();
  private Device device = Device.UNSAID;
  private Instant openedAt = T0;
  private Optional<Instant> authenticatedAt = Optional.empty();
  private List<String> amr = List.of();
  private Optional<String> acr = Optional.empty();
  private Optional<Instant> lastActivityAt = Optional.empty();
  private Optional<Instant> expiresAt = Optional.empty();
  private Optional<Instant> sweepAt = Optional.empty();
  private Secret secret = freshSecret();
  private int generation = 1;
  private Optional<Generation> seen = Optional.empty();
  private Optional<Instant> rotatedAt = Optional.empty();
  private TokenTerms terms = TokenTerms.STANDARD;
  private Exchange exchange = new Exchange.None();
  private Attributes attributes = Attributes.NONE;
  private Optional<End> end = Optional.empty();

  private SampleSessions() {}

  /** An ordinary session. */
  public static SampleSessions session() {
    return new SampleSessions();
  }

  /** A user whom nobody has heard of. */
  public static UserId freshUser() {
    return new UserId("user " + UUID.randomUUID());
  }

  /** An id that no session has, of that time. */
  public static SessionId freshId(Instant at) {
    var random = UUID.randomUUID();
    return new SessionId(
        new UUID(
            (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
            random.getLeastSignificantBits()));
  }

  /** A secret that no session has. */
  public static Secret freshSecret() {
    var bytes = ByteBuffer.allocate(Secret.LENGTH);
    while (bytes.hasRemaining()) {
      bytes.putLong(UUID.randomUUID().getMostSignificantBits());
    }
    return new Secret(bytes.array());
  }

  public SampleSessions of(UserId user) {
    userId = user;
    return this;
  }

  public SampleSessions policy(String name) {
    policy = new PolicyName(name);
    return this;
  }

  public SampleSessions client(String name) {
    clientId = new ClientId(name);
    return this;
  }

  public SampleSessions at(String address) {
    ipAddress = Optional.of(new IpAddress(address));
    return this;
  }

  public SampleSessions on(Device seen) {
    device = seen;
    return this;
  }

  public SampleSessions openedAt(Instant at) {
    openedAt = at;
    return this;
  }

  public SampleSessions authenticatedAt(Instant at) {
    authenticatedAt = Optional.of(at);
    return this;
  }

  public SampleSessions authenticatedBy(List<String> methods, String assurance) {
    amr = methods;
    acr = Optional.of(assurance);
    return this;
  }

  public SampleSessions idleSince(Instant at) {
    lastActivityAt = Optional.of(at);
    return this;
  }

  public SampleSessions expiresAt(Instant at) {
    expiresAt = Optional.of(at);
    return this;
  }

  public SampleSessions dueAt(Instant at) {
    sweepAt = Optional.of(at);
    return this;
  }

  public SampleSessions secret(Secret value) {
    secret = value;
    return this;
  }

  public SampleSessions generation(int value) {
    generation = value;
    return this;
  }

  public SampleSessions seen(int value) {
    seen = Optional.of(new Generation(value));
    return this;
  }

  public SampleSessions rotatedAt(Instant at) {
    rotatedAt = Optional.of(at);
    return this;
  }

  public SampleSessions terms(TokenTerms value) {
    terms = value;
    return this;
  }

  public SampleSessions boundTo(KeyThumbprint key) {
    return terms(new TokenTerms(terms.format(), Optional.of(key)));
  }

  public SampleSessions awaiting(CodeVerifier verifier) {
    return exchange(
        new Exchange.Awaited(
            new AuthorizationId("login " + UUID.randomUUID()), CodeChallenge.of(verifier), 0));
  }

  public SampleSessions exchange(Exchange value) {
    exchange = value;
    return this;
  }

  public SampleSessions attributes(Json.Object json) {
    attributes = new Attributes(json);
    return this;
  }

  public SampleSessions ended(EndReason reason, Instant at) {
    end = Optional.of(new End(reason, at));
    return this;
  }

  public Session build() {
    return new Session(
        freshId(openedAt),
        userId,
        policy,
        new Origin(clientId, ipAddress, device),
        new Authentication(authenticatedAt.orElse(openedAt), amr, acr),
        new Times(
            openedAt,
            lastActivityAt.orElse(openedAt),
            expiresAt.orElse(openedAt.plus(Duration.ofDays(7))),
            sweepAt.orElse(openedAt.plus(Duration.ofHours(1)))),
        new Rotation(secret, new Generation(generation), seen, rotatedAt.orElse(openedAt), terms),
        exchange,
        attributes,
        end);
  }
}
