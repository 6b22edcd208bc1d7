package dev.sojourn.domain.policy;

import java.time.Duration;

/** Something that a policy may say, and that is perhaps not meant. */
public sealed interface PolicyWarning {
  /** Without an idle and an absolute timeout, a session that is refreshed never ends by itself. */
  record NeverEnds() implements PolicyWarning {}

  /**
   * The idle timeout is never reached.
   *
   * @param absolute the absolute timeout, which comes first
   */
  record IdleTimeoutNeverReached(Duration absolute) implements PolicyWarning {}

  /**
   * A resource server that checks JWTs without asking accepts them long after their session has
   * ended.
   *
   * @param lifetime for at most how long
   */
  record LongLivedJwt(Duration lifetime) implements PolicyWarning {}
}
