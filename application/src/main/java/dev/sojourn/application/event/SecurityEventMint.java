package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.token.Issuer;
import dev.sojourn.application.token.JwtMint;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.audit.Action;
import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.AuditEntry;
import dev.sojourn.domain.session.EndReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Tells of the beginnings and ends of sessions in signed tokens: security event tokens (RFC 8417)
 * of the Continuous Access Evaluation Profile (OpenID CAEP 1.0), and logout tokens (OpenID Connect
 * Back-Channel Logout 1.0).
 */
public final class SecurityEventMint {
  /** What CAEP has a word for here. */
  public static final Set<Action> OF_CAEP = Set.of(Action.SESSION_OPENED, Action.SESSION_ENDED);

  /** What clients of OpenID Connect want to hear. */
  public static final Set<Action> OF_LOGOUT = Set.of(Action.SESSION_ENDED);

  private static final String SECURITY_EVENT = "secevent+jwt";
  private static final String LOGOUT = "logout+jwt";
  private static final String CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
  private static final String BACKCHANNEL_LOGOUT =
      "http://schemas.openid.net/event/backchannel-logout";

  /** OpenID Connect Back-Channel Logout 1.0, section 2.4: at most two minutes. */
  private static final Duration LIFE_OF_LOGOUT_TOKEN = Duration.ofMinutes(2);

  private final JwtMint mint;
  private final Issuer issuer;
  private final InstantSource clock;

  public SecurityEventMint(JwtMint mint, Issuer issuer, InstantSource clock) {
    this.mint = mint;
    this.issuer = issuer;
    this.clock = clock;
  }

  /**
   * A security event token.
   *
   * @param event of {@link #OF_CAEP}
   */
  public CompletionStage<String> securityEvent(Kept event, String audience) {
    var claims = claims(event, audience);
    claims.put("sub_id", subject(event.entry()));
    claims.put("events", object(CAEP + caepWord(event.entry()), caepEvent(event.entry())));
    return mint.sign(SECURITY_EVENT, new Json.Object(claims));
  }

  /**
   * A logout token.
   *
   * @param event of {@link #OF_LOGOUT}
   */
  public CompletionStage<String> logout(Kept event, String audience) {
    var about = event.entry().about();
    var claims = claims(event, audience);
    claims.put("exp", new Json.Whole(clock.instant().plus(LIFE_OF_LOGOUT_TOKEN).getEpochSecond()));
    about.userId().ifPresent(user -> claims.put("sub", new Json.Text(user.value())));
    about.sessionId().ifPresent(id -> claims.put("sid", new Json.Text(id.toString())));
    claims.put("events", object(BACKCHANNEL_LOGOUT, Json.Object.EMPTY));
    return mint.sign(LOGOUT, new Json.Object(claims));
  }

  private Map<String, Json> claims(Kept event, String audience) {
    var claims = new LinkedHashMap<String, Json>();
    claims.put("iss", new Json.Text(issuer.name()));
    claims.put("aud", new Json.Text(audience));
    claims.put("iat", new Json.Whole(clock.instant().getEpochSecond()));
    claims.put("jti", new Json.Text(EventId.of(event).toString()));
    return claims;
  }

  /** A complex subject (OpenID SSF 1.0): the session, and whose it is. */
  private Json subject(AuditEntry entry) {
    var subject = new LinkedHashMap<String, Json>();
    subject.put("format", new Json.Text("complex"));
    entry
        .about()
        .userId()
        .ifPresent(
            user -> {
              var person = new LinkedHashMap<String, Json>();
              person.put("format", new Json.Text("iss_sub"));
              person.put("iss", new Json.Text(issuer.name()));
              person.put("sub", new Json.Text(user.value()));
              subject.put("user", new Json.Object(person));
            });
    entry
        .about()
        .sessionId()
        .ifPresent(
            id -> {
              var session = new LinkedHashMap<String, Json>();
              session.put("format", new Json.Text("opaque"));
              session.put("id", new Json.Text(id.toString()));
              subject.put("session", new Json.Object(session));
            });
    return new Json.Object(subject);
  }

  private static String caepWord(AuditEntry entry) {
    return entry.action() == Action.SESSION_OPENED ? "session-established" : "session-revoked";
  }

  private static Json.Object caepEvent(AuditEntry entry) {
    var event = new LinkedHashMap<String, Json>();
    event.put("event_timestamp", new Json.Whole(entry.at().getEpochSecond()));
    event.put("initiating_entity", new Json.Text(initiatingEntity(entry)));
    entry
        .reason()
        .ifPresent(reason -> event.put("reason_admin", object("en", new Json.Text(reason))));
    return new Json.Object(event);
  }

  /** CAEP 1.0, section 2: admin, user, policy or system. */
  private static String initiatingEntity(AuditEntry entry) {
    return switch (entry.actor()) {
      case Actor.User _ -> "user";
      case Actor.Policy _, Actor.Sweeper _ -> "policy";
      case Actor.Client _ -> isOfTheUser(entry) ? "user" : "admin";
      case Actor.Holder _ -> isOfTheUser(entry) ? "user" : "system"; // or somebody with a copy
    };
  }

  private static boolean isOfTheUser(AuditEntry entry) {
    return entry.action() == Action.SESSION_OPENED
        || entry.reason().equals(Optional.of(EndReason.LOGOUT.word()));
  }

  private static Json.Object object(String name, Json value) {
    return new Json.Object(Map.of(name, value));
  }
}
