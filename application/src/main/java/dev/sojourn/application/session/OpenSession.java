package dev.sojourn.application.session;

import dev.sojourn.application.policy.PoliciesInForce;
import dev.sojourn.application.port.AuthorizationStore;
import dev.sojourn.application.port.Decision;
import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.application.port.Entropy;
import dev.sojourn.application.port.SessionEvent;
import dev.sojourn.application.port.SessionEventListener;
import dev.sojourn.application.port.SessionStore;
import dev.sojourn.application.session.OpenOutcome.Fault;
import dev.sojourn.application.token.TokenMint;
import dev.sojourn.domain.audit.Cause;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.Dpop;
import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import dev.sojourn.domain.policy.TokenAudience;
import dev.sojourn.domain.policy.TokenRules;
import dev.sojourn.domain.session.Admission;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Opens a session for a person whom the application has logged in. */
public final class OpenSession {
  private final SessionStore sessions;
  private final AuthorizationStore authorizations;
  private final PoliciesInForce policies;
  private final TokenMint mint;
  private final DeviceRecognition devices;
  private final Entropy entropy;
  private final SessionEventListener events;
  private final InstantSource clock;

  public OpenSession(
      SessionStore sessions,
      AuthorizationStore authorizations,
      PoliciesInForce policies,
      TokenMint mint,
      DeviceRecognition devices,
      Entropy entropy,
      SessionEventListener events,
      InstantSource clock) {
    this.sessions = sessions;
    this.authorizations = authorizations;
    this.policies = policies;
    this.mint = mint;
    this.devices = devices;
    this.entropy = entropy;
    this.events = events;
    this.clock = clock;
  }

  /** What a user's limit made of one more session. */
  private sealed interface Opening {
    record Done(List<SessionId> evicted) implements Opening {}

    record Rejected() implements Opening {}

    /** By a chance of one in 2^74 for two sessions of a millisecond: another id is drawn. */
    record IdTaken() implements Opening {}
  }

  /** Completes when the session is durable. */
  public CompletionStage<OpenOutcome> open(OpenRequest request, Initiator by) {
    return openWithId(request, Optional.empty(), by);
  }

  /**
   * @param claimed the id that it is to have, which another call may use, too
   */
  CompletionStage<OpenOutcome> openWithId(
      OpenRequest request, Optional<SessionId> claimed, Initiator by) {
    // What is in the future must still be so in whole milliseconds, or it would be no session.
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var faults = faults(request, now);
    if (!faults.isEmpty()) {
      return CompletableFuture.completedFuture(new OpenOutcome.Unacceptable(faults));
    }
    return recognized(request).thenCompose(known -> authorized(known, claimed, by.at(now), now));
  }

  /** Recognizes the device of a request that has no faults. */
  private CompletionStage<OpenRequest> recognized(OpenRequest request) {
    return request.opener().recognized(devices).thenApply(request::from);
  }

  /** With the login that began with PKCE, if there was one: it is used up. */
  private CompletionStage<OpenOutcome> authorized(
      OpenRequest request, Optional<SessionId> claimed, Cause cause, Instant now) {
    if (request.authorizationId().isEmpty()) {
      return begin(request, new Exchange.None(), claimed, cause, now);
    }
    return authorizations
        .take(request.authorizationId().get())
        .thenCompose(
            taken ->
                taken
                    .filter(authorization -> authorization.isValid(now))
                    .map(
                        authorization ->
                            begin(
                                request.boundTo(authorization.boundTo()),
                                new Exchange.Awaited(
                                    authorization.id(), authorization.challenge(), 0),
                                claimed,
                                cause,
                                now))
                    .orElseGet(
                        () ->
                            CompletableFuture.completedFuture(
                                new OpenOutcome.AuthorizationUnknown())));
  }

  /** For the console itself, which has asked for no more than there is. */
  CompletionStage<OpenOutcome> openForConsole(OpenRequest request, Initiator by) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return recognized(request)
        .thenCompose(known -> begin(known, new Exchange.None(), Optional.empty(), by.at(now), now));
  }

  private List<Fault> faults(OpenRequest request, Instant now) {
    var faults = new ArrayList<Fault>();
    if (!policies.has(request.policy())) {
      faults.add(new Fault("policy", "is not configured"));
    }
    if (TokenAudience.CONSOLE.takes(request.policy())) {
      // A client that could open one would be an operator, whatever the scopes of its key.
      faults.add(new Fault("policy", "is that of Sojourn's console, which alone opens it"));
    }
    request
        .expiresAt()
        .filter(expiresAt -> !expiresAt.isAfter(now))
        .ifPresent(_ -> faults.add(new Fault("expires_at", "must be in the future")));
    request
        .authenticatedAt()
        .filter(at -> at.isAfter(now))
        .ifPresent(_ -> faults.add(new Fault("authenticated_at", "must not be in the future")));
    request
        .authenticatedAt()
        .filter(
            at ->
                policies
                    .named(request.policy())
                    .absoluteTimeout()
                    .map(timeout -> !at.plus(timeout).isAfter(now))
                    .orElse(false))
        .ifPresent(
            _ ->
                faults.add(
                    new Fault("authenticated_at", "is longer ago than the absolute timeout")));
    faults.addAll(tokenFaults(request, policies.named(request.policy()).tokens()));
    return List.copyOf(faults);
  }

  private static List<Fault> tokenFaults(OpenRequest request, TokenRules rules) {
    var faults = new ArrayList<Fault>();
    var terms = request.terms();
    if (terms.format().equals(Optional.of(AccessTokenFormat.JWT))
        && rules.accessTokenLifetime().isEmpty()) {
      faults.add(
          new Fault(
              "access_token_format",
              "must not be jwt where access tokens live as long as sessions"));
    }
    if (terms.boundTo().isPresent() && rules.dpop() == Dpop.OFF) {
      faults.add(new Fault("dpop_jkt", "is of no use where the policy has DPoP off"));
    }
    if (terms.boundTo().isPresent() && request.authorizationId().isPresent()) {
      faults.add(
          new Fault("dpop_jkt", "is said where the login begins, or proven at the exchange"));
    }
    if (terms.boundTo().isEmpty()
        && request.authorizationId().isEmpty()
        && rules.dpop() == Dpop.REQUIRED) {
      faults.add(new Fault("dpop_jkt", "is required by the policy"));
    }
    return faults;
  }

  private CompletionStage<OpenOutcome> begin(
      OpenRequest request,
      Exchange exchange,
      Optional<SessionId> claimed,
      Cause cause,
      Instant now) {
    var policy = policies.named(request.policy());
    var session =
        Session.opened(
            claimed.orElseGet(() -> entropy.sessionId(now)),
            request.userId(),
            request.origin(),
            new Authentication(request.authenticatedAt().orElse(now), request.amr(), request.acr()),
            request.expiresAt().orElse(now.plus(policy.lifetime())),
            entropy.secret(),
            request.terms(),
            exchange,
            request.attributes(),
            now,
            policy);
    var rules = policies.rulesFor(session);
    if (rules.cutOff().isPresent()) {
      return CompletableFuture.completedFuture(new OpenOutcome.CutOff());
    }
    return admit(session, cause, now, policy)
        .thenCompose(
            opening ->
                switch (opening) {
                  case Opening.IdTaken _ when claimed.isPresent() ->
                      CompletableFuture.completedFuture(new OpenOutcome.AlreadyOpen());
                  case Opening.IdTaken _ -> begin(request, exchange, claimed, cause, now);
                  case Opening.Rejected _ ->
                      CompletableFuture.completedFuture(
                          new OpenOutcome.LimitReached(policy.limit().orElseThrow().most()));
                  case Opening.Done(var evicted) -> {
                    evicted.forEach(id -> events.on(new SessionEvent.Ended(id, EndReason.EVICTED)));
                    events.on(new SessionEvent.Opened(policy.name()));
                    yield Opened.of(session, now, rules, mint).thenApply(OpenOutcome.Done::new);
                  }
                });
  }

  private CompletionStage<Opening> admit(
      Session session, Cause cause, Instant now, SessionPolicy policy) {
    if (policy.limit().isEmpty()) {
      return sessions
          .open(session, cause)
          .thenApply(isOpen -> isOpen ? new Opening.Done(List.of()) : new Opening.IdTaken());
    }
    var limit = policy.limit().get();
    return sessions.updateAll(
        session.userId(), policy.name(), others -> withinLimit(session, others, limit, cause, now));
  }

  /** Pure: a store may run it again. */
  private Decision<List<Session>, Opening> withinLimit(
      Session session, List<Session> others, SessionLimit limit, Cause cause, Instant now) {
    if (others.stream().anyMatch(other -> other.id().equals(session.id()))) {
      return Decision.unchanged(new Opening.IdTaken());
    }
    var active =
        others.stream().filter(other -> other.isActive(now, policies.rulesFor(other))).toList();
    return switch (Admission.under(limit, active)) {
      case Admission.Rejected _ -> Decision.unchanged(new Opening.Rejected());
      case Admission.Admitted(var evicted) -> opened(session, evicted, cause, now);
    };
  }

  private static Decision<List<Session>, Opening> opened(
      Session session, List<Session> evicted, Cause cause, Instant now) {
    var end = new End(EndReason.EVICTED, now);
    return Decision.store(
        Stream.concat(evicted.stream().map(other -> other.endedBy(end)), Stream.of(session))
            .toList(),
        new Opening.Done(evicted.stream().map(Session::id).toList()),
        cause);
  }
}
