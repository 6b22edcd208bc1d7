package dev.sojourn.bootstrap.cli;

import dev.sojourn.domain.policy.Assurance;
import dev.sojourn.domain.policy.PolicyWarning;
import dev.sojourn.domain.policy.SessionLimit;
import dev.sojourn.domain.policy.SessionPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A policy in sentences. */
final class PolicyWords {
  private PolicyWords() {}

  static String of(SessionPolicy policy) {
    return Stream.of(
            ending(policy),
            "A session that is not refreshed lives " + HumanReadable.of(policy.lifetime()) + ".",
            tokens(policy),
            "The refresh token before the newest is answered for "
                + HumanReadable.of(policy.refreshOverlap())
                + " whatever happens.",
            "Activity is written once in " + HumanReadable.of(policy.touchInterval()) + " at most.",
            limit(policy.limit()),
            dpop(policy),
            clientAuthentication(policy),
            outage(policy),
            assurance(policy))
        .map(sentence -> "  " + sentence)
        .collect(Collectors.joining("\n", policy.name() + "\n", ""));
  }

  private static String ending(SessionPolicy policy) {
    var ends = new ArrayList<String>();
    policy.idleTimeout().ifPresent(idle -> ends.add(HumanReadable.of(idle) + " without activity"));
    policy
        .absoluteTimeout()
        .ifPresent(
            after -> ends.add(HumanReadable.of(after) + " after the person proved who they are"));
    return ends.isEmpty()
        ? "A session has no idle and no absolute timeout."
        : "A session ends after " + String.join(", and ", ends) + ".";
  }

  private static String tokens(SessionPolicy policy) {
    var tokens = policy.tokens();
    return "Access tokens are "
        + switch (tokens.accessTokenFormat()) {
          case OPAQUE -> "opaque";
          case JWT -> "JWTs";
        }
        + tokens
            .accessTokenLifetime()
            .map(lifetime -> " and live " + HumanReadable.of(lifetime))
            .orElse(" and live as long as their session")
        + tokens.audience().map(audience -> ", for " + audience).orElse("")
        + ".";
  }

  private static String limit(Optional<SessionLimit> limit) {
    return limit
        .map(
            some ->
                "A user has "
                    + HumanReadable.counted(some.most(), "session")
                    + " at once at most; one more "
                    + switch (some.onLimit()) {
                      case EVICT_OLDEST -> "ends the oldest.";
                      case REJECT -> "is refused.";
                    })
        .orElse("A user may have any number of sessions.");
  }

  private static String dpop(SessionPolicy policy) {
    return switch (policy.tokens().dpop()) {
      case OFF -> "Tokens are not bound to a key (DPoP).";
      case ALLOWED -> "Tokens are bound to the key of a client that proves one (DPoP).";
      case REQUIRED -> "There are no tokens without the proof of a key (DPoP).";
    };
  }

  private static String clientAuthentication(SessionPolicy policy) {
    return switch (policy.tokens().clientAuthentication()) {
      case OFF -> "Tokens are refreshed, exchanged and revoked without an API key, too.";
      case REQUIRED ->
          "Tokens are refreshed, exchanged and revoked only with the API key of their client.";
    };
  }

  private static String outage(SessionPolicy policy) {
    return policy
            .tokens()
            .outageGrace()
            .map(
                grace ->
                    "While Postgres is away, access tokens are accepted for "
                        + HumanReadable.of(grace))
            .orElse("While Postgres is away, no token is accepted")
        + ".";
  }

  private static String assurance(SessionPolicy policy) {
    var kept =
        Arrays.stream(Assurance.values())
            .filter(level -> level != Assurance.NONE)
            .filter(level -> level.broken(policy.idleTimeout(), policy.absoluteTimeout()).isEmpty())
            .map(Assurance::word)
            .collect(Collectors.joining(", "));
    return "Its timeouts keep "
        + (kept.isEmpty() ? "no level" : kept)
        + " of NIST SP 800-63B-4; it claims "
        + policy.assurance().word()
        + ".";
  }

  /** What is allowed, and perhaps not meant. */
  static List<Check> warnings(SessionPolicy policy) {
    return policy.warnings().stream()
        .map(warning -> Check.warning("policy " + policy.name(), sentence(warning)))
        .toList();
  }

  private static String sentence(PolicyWarning warning) {
    return switch (warning) {
      case PolicyWarning.NeverEnds _ -> "a session that is refreshed never ends by itself";
      case PolicyWarning.IdleTimeoutNeverReached(var absolute) ->
          "the idle timeout is never reached: the absolute timeout comes after "
              + HumanReadable.of(absolute);
      case PolicyWarning.LongLivedJwt(var lifetime) ->
          "a resource server that checks JWTs without asking accepts them for "
              + HumanReadable.of(lifetime)
              + " after their session has ended";
    };
  }
}
