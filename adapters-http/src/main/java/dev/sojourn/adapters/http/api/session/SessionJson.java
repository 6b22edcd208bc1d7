package dev.sojourn.adapters.http.api.session;

import dev.sojourn.adapters.http.request.EntityTags;
import dev.sojourn.adapters.http.request.Fields;
import dev.sojourn.adapters.http.request.Fields.Readers;
import dev.sojourn.application.session.Judged;
import dev.sojourn.application.session.OpenRequest;
import dev.sojourn.application.session.Opened;
import dev.sojourn.application.session.Opener;
import dev.sojourn.application.session.SessionState;
import dev.sojourn.application.token.TokenPair;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.authorization.AuthorizationId;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.policy.AccessTokenFormat;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.Authentication;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.DeviceType;
import dev.sojourn.domain.session.End;
import dev.sojourn.domain.session.EndReason;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.Origin;
import dev.sojourn.domain.session.Session;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserAgent;
import dev.sojourn.domain.session.UserId;
import dev.sojourn.domain.session.Verdict;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sessions in JSON, and back. */
public final class SessionJson {
  private static final List<String> DEVICE_TEXTS =
      List.of("operating_system", "operating_system_version", "browser", "browser_version");

  private static final String DEVICE_TYPES =
      Arrays.stream(DeviceType.values()).map(DeviceType::word).collect(Collectors.joining(", "));

  /** The reasons for which a caller may end a session; all others are for the rules to find. */
  private static final List<EndReason> END_REASONS =
      List.of(EndReason.LOGOUT, EndReason.REVOKED, EndReason.USER_DISABLED);

  private SessionJson() {}

  public static OpenRequest readOpen(Json.Object json, ClientId client) {
    var fields = new Fields(json);
    var userId = fields.required("user_id", UserId::parse);
    var policy = fields.optional("policy", PolicyName::parse).orElse(PolicyName.DEFAULT);
    var address = fields.optional("ip_address", IpAddress::parse);
    var agent = fields.optional("user_agent", Readers::any).map(UserAgent::of);
    var device = readDevice(fields, agent.isPresent());
    var expiresAt = fields.optional("expires_at", Readers::instant);
    var authorizationId = fields.optional("authorization_id", AuthorizationId::parse);
    var authenticatedAt = fields.optional("authenticated_at", Readers::instant);
    var amr = readAmr(fields);
    var acr = fields.optional("acr", Authentication::parseAcr);
    var attributes =
        fields
            .object("attributes")
            .flatMap(object -> fields.parsed("/attributes", Attributes.of(object)))
            .orElse(Attributes.NONE);
    var format = fields.word("access_token_format", AccessTokenFormat::ofWord, "opaque, jwt");
    var boundTo = fields.optional("dpop_jkt", KeyThumbprint::parse);
    fields.done();
    return new OpenRequest(
        present(userId),
        policy,
        new Opener(new Origin(client, address, device), agent),
        expiresAt,
        authorizationId,
        authenticatedAt,
        amr,
        acr,
        attributes,
        new TokenTerms(format, boundTo));
  }

  /** What was read without a fault is there. */
  public static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("read without a fault, and not there");
    }
    return value;
  }

  /** A device is told by its fields or by a user agent. */
  private static Device readDevice(Fields fields, boolean hasAgent) {
    var type = fields.word("device_type", DeviceType::ofWord, DEVICE_TYPES);
    var texts =
        DEVICE_TEXTS.stream().map(name -> fields.optional(name, Device::parseText)).toList();
    var given = fields.has("device_type") || DEVICE_TEXTS.stream().anyMatch(fields::has);
    if (hasAgent && given) {
      fields.fault("user_agent", "must not be given together with fields of the device");
    }
    return new Device(type, texts.get(0), texts.get(1), texts.get(2), texts.get(3));
  }

  private static List<String> readAmr(Fields fields) {
    return fields.texts("amr", Authentication.MOST_METHODS, Authentication::parseMethod);
  }

  /** What a person has proved anew. */
  public record Proof(List<String> amr, Optional<String> acr) {}

  public static Proof readProof(Json.Object json) {
    var fields = new Fields(json);
    var proof = new Proof(readAmr(fields), fields.optional("acr", Authentication::parseAcr));
    fields.done();
    return proof;
  }

  /** The merge patch of attributes. */
  public static Json.Object readPatch(Json.Object json) {
    var fields = new Fields(json);
    var patch = fields.object("attributes");
    if (!fields.has("attributes") || fields.isNull("attributes")) {
      fields.fault("attributes", "is required");
    }
    fields.done();
    return patch.orElseThrow();
  }

  public static EndReason readEndReason(Json.Object json) {
    var fields = new Fields(json);
    var reason =
        fields.word(
            "reason",
            word -> EndReason.ofWord(word).filter(END_REASONS::contains),
            END_REASONS.stream().map(EndReason::word).collect(Collectors.joining(", ")));
    fields.done();
    return reason.orElse(EndReason.REVOKED);
  }

  public static JsonObject write(Judged judged) {
    var session = judged.session();
    var device = session.origin().device();
    var end =
        switch (judged.verdict()) {
          case Verdict.Active _ -> Optional.<End>empty();
          case Verdict.Ended(var over) -> Optional.of(over);
        };
    return new JsonObject()
        .put("id", session.id().toString())
        .put("user_id", session.userId().value())
        .put("policy", session.policy().value())
        .put("state", SessionState.of(judged).word())
        .put("end_reason", end.map(over -> over.reason().word()).orElse(null))
        .put("ip_address", session.origin().ipAddress().map(IpAddress::value).orElse(null))
        .put("device_type", device.type().map(DeviceType::word).orElse(null))
        .put("operating_system", device.operatingSystem().orElse(null))
        .put("operating_system_version", device.operatingSystemVersion().orElse(null))
        .put("browser", device.browser().orElse(null))
        .put("browser_version", device.browserVersion().orElse(null))
        .put("created_at", session.times().createdAt().toString())
        .put("authenticated_at", session.authentication().at().toString())
        .put("last_activity_at", session.times().lastActivityAt().toString())
        .put("expires_at", session.times().expiresAt().toString())
        .put("ended_at", end.map(over -> over.at().toString()).orElse(null))
        .put("client_id", session.origin().clientId().value())
        .put(
            "authorization_id",
            session.exchange().authorization().map(AuthorizationId::value).orElse(null))
        .put("tokens_exchanged", session.exchange() instanceof Exchange.Done)
        .put("amr", new JsonArray(session.authentication().amr()))
        .put("acr", session.assurance().orElse(null))
        .put("attributes", attributes(session.attributes()));
  }

  public static JsonObject attributes(Attributes attributes) {
    return members(attributes.json());
  }

  private static JsonObject members(Json.Object object) {
    var members = new JsonObject();
    object.members().forEach((name, value) -> members.put(name, plain(value)));
    return members;
  }

  private static @Nullable Object plain(Json value) {
    return switch (value) {
      case Json.Object object -> members(object);
      case Json.Array(var items) -> {
        var plain = new JsonArray();
        items.forEach(item -> plain.add(plain(item)));
        yield plain;
      }
      case Json.Text(var text) -> text;
      case Json.Whole(var whole) -> whole;
      case Json.Real(var real) -> real;
      case Json.Bool(var bool) -> bool;
      case Json.Null _ -> null;
    };
  }

  public static JsonObject write(Opened opened) {
    var session = write(new Judged(opened.session(), new Verdict.Active(opened.at())));
    return switch (opened) {
      case Opened.WithTokens(_, var at, var tokens) ->
          new JsonObject()
              .put("session", session)
              .put("tokens", write(opened.session(), tokens, at));
      case Opened.WithExchange(_, _, var code, var expiresIn) ->
          new JsonObject()
              .put("session", session)
              .put(
                  "exchange",
                  new JsonObject().put("code", code).put("expires_in", expiresIn.toSeconds()));
    };
  }

  /** RFC 6750, or RFC 9449, section 5, for a session that is bound to a key. */
  public static String tokenType(Session session) {
    return session.rotation().terms().boundTo().isPresent() ? "DPoP" : "Bearer";
  }

  public static JsonObject write(Session session, TokenPair tokens, Instant now) {
    return new JsonObject()
        .put("access_token", tokens.accessToken())
        .put("token_type", tokenType(session))
        .put("expires_in", Duration.between(now, tokens.accessExpiresAt()).toSeconds())
        .put("refresh_token", tokens.refreshToken())
        .put("refresh_expires_in", Duration.between(now, tokens.refreshExpiresAt()).toSeconds());
  }

  public static JsonObject page(List<JsonObject> items, @Nullable String nextCursor) {
    return new JsonObject().put("items", new JsonArray(items)).put("next_cursor", nextCursor);
  }

  /**
   * The ETag of a session: names what PATCH can change and nothing else, so that activity or a
   * refresh between reading and changing makes no change stale.
   */
  static String etag(SessionId id, Attributes attributes) {
    try {
      var hash = MessageDigest.getInstance("SHA-256");
      hash.update(id.toString().getBytes(StandardCharsets.US_ASCII));
      hash.update(attributes.text().getBytes(StandardCharsets.UTF_8));
      var short128 = Arrays.copyOf(hash.digest(), 16);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(short128) + '"';
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** Whether an If-Match header names these attributes. */
  static boolean matches(List<String> ifMatch, SessionId id, Attributes attributes) {
    return EntityTags.matchStrongly(ifMatch, etag(id, attributes));
  }

  public static Parsed<SessionState> state(String text) {
    return Readers.<SessionState>word(SessionState::ofWord, "active, ended").apply(text);
  }
}
