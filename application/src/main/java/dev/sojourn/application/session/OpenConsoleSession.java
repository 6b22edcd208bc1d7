package dev.sojourn.application.session;

import dev.sojourn.domain.audit.Actor;
import dev.sojourn.domain.audit.Initiator;
import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.TokenTerms;
import dev.sojourn.domain.session.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Opens a session of the console, for an operator who has shown an API key. It is a session like
 * all others, seen and ended as they are, but that no other use case opens it or renews it.
 */
public final class OpenConsoleSession {
  private static final List<String> BY_KEY = List.of("api_key");

  private final OpenSession openSession;

  public OpenConsoleSession(OpenSession openSession) {
    this.openSession = openSession;
  }

  /**
   * Completes when the session is durable.
   *
   * @param opener the name of the key, and the browser
   * @param key which key it was, where several have had the name: it is kept as the acr
   */
  public CompletionStage<OpenOutcome> open(Opener opener, String key) {
    return openSession.openForConsole(
        new OpenRequest(
            UserId.ofOperator(opener.origin().clientId()),
            PolicyName.CONSOLE,
            opener,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            BY_KEY,
            Optional.of(key),
            Attributes.NONE,
            TokenTerms.STANDARD),
        new Initiator(new Actor.Client(opener.origin().clientId()), opener.origin().ipAddress()));
  }
}
