package dev.sojourn.adapters.http.api.audit;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.dpop.KeyThumbprint;
import dev.sojourn.domain.lockout.Subject;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.IpAddress;
import dev.sojourn.domain.session.SessionId;
import dev.sojourn.domain.session.UserId;
import io.vertx.core.json.JsonObject;

/** A line of the audit trail as JSON, as the contract has it. */
public final class AuditJson {
  private AuditJson() {}

  public static JsonObject write(Kept line) {
    var entry = line.entry();
    var about = entry.about();
    return new JsonObject()
        .put("number", line.number())
        .put("at", entry.at().toString())
        .put("action", entry.action().word())
        .put(
            "actor",
            new JsonObject()
                .put("type", entry.actor().word())
                .put("name", entry.actor().which().orElse(null)))
        .put("session_id", about.sessionId().map(SessionId::toString).orElse(null))
        .put("user_id", about.userId().map(UserId::value).orElse(null))
        .put("policy", about.policy().map(PolicyName::value).orElse(null))
        .put("client_id", about.clientId().map(ClientId::value).orElse(null))
        .put("subject", about.subject().map(Subject::value).orElse(null))
        .put("key_id", about.keyId().map(KeyThumbprint::value).orElse(null))
        .put("ip_address", entry.from().map(IpAddress::value).orElse(null))
        .put("reason", entry.reason().orElse(null));
  }
}
