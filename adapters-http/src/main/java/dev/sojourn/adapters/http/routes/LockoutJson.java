package dev.sojourn.adapters.http.routes;

import dev.sojourn.application.lockout.LockoutAnswer;
import dev.sojourn.domain.session.IpAddress;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** Where a subject stands, in JSON. */
final class LockoutJson {
  private LockoutJson() {}

  static JsonObject write(LockoutAnswer answer) {
    var standing = answer.standing();
    return new JsonObject()
        .put("subject", standing.subject().value())
        .put("factor", standing.line().factor().word())
        .put("locked", standing.isLocked())
        .put("locked_by", standing.isLocked() ? standing.line().owner().word() : null)
        .put("failures", standing.failures())
        .put("locked_until", standing.lockedUntil().map(Instant::toString).orElse(null))
        .put("retry_after", seconds(answer.retryAfter()));
  }

  /** The same in a list, where the network of a known address tells the lines apart. */
  static JsonObject writeItem(LockoutAnswer answer) {
    return write(answer)
        .put("ip_address", answer.standing().line().network().map(IpAddress::value).orElse(null));
  }

  /** Rounded up, so that who waits as told does not come too early. */
  static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }
}
