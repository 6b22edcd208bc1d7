package dev.sojourn.adapters.http.api.lockout;

import dev.sojourn.application.lockout.LockoutAnswer;
import dev.sojourn.domain.session.IpAddress;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;

/** Where a subject stands, in JSON. */
final class LockoutJson {
  private LockoutJson() {}

  static JsonObject write(LockoutAnswer answer) {
    var status = answer.status();
    return new JsonObject()
        .put("subject", status.subject().value())
        .put("factor", status.key().factor().word())
        .put("locked", status.isLocked())
        .put("locked_by", status.isLocked() ? status.key().owner().word() : null)
        .put("failures", status.failures())
        .put("locked_until", status.lockedUntil().map(Instant::toString).orElse(null))
        .put("retry_after", seconds(answer.retryAfter()));
  }

  /** The same in a list, where the network of a known address tells the lines apart. */
  static JsonObject writeItem(LockoutAnswer answer) {
    return write(answer)
        .put("ip_address", answer.status().key().network().map(IpAddress::value).orElse(null));
  }

  /** Rounded up, so that who waits as told does not come too early. */
  static long seconds(Duration wait) {
    return wait.plusNanos(999_999_999).toSeconds();
  }
}
