package dev.sojourn.application.session;

import dev.sojourn.application.token.TokenMint;
import dev.sojourn.application.token.TokenPair;
import dev.sojourn.domain.session.EffectiveRules;
import dev.sojourn.domain.session.Exchange;
import dev.sojourn.domain.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A session that begins or begins anew, with what its client needs. */
public sealed interface Opened {
  /** The session. */
  Session session();

  /** When. */
  Instant at();

  /** The opener gets the tokens. */
  record WithTokens(Session session, Instant at, TokenPair tokens) implements Opened {}

  /** The client that began the login gets the tokens, for this code; {@code toString} hides it. */
  record WithExchange(Session session, Instant at, String code, Duration expiresIn)
      implements Opened {
    @Override
    public String toString() {
      return "WithExchange[hidden]";
    }
  }

  /** What a session's client is to be given now. */
  static CompletionStage<Opened> of(
      Session session, Instant now, EffectiveRules rules, TokenMint mint) {
    return switch (session.exchange()) {
      case Exchange.None _, Exchange.Done _ ->
          mint.pair(session, now, rules).thenApply(tokens -> new WithTokens(session, now, tokens));
      case Exchange.Awaited _ -> {
        var expiresAt = mint.exchangeCodeExpiresAt(now);
        yield CompletableFuture.completedFuture(
            new WithExchange(
                session,
                now,
                mint.exchangeCode(session, expiresAt),
                Duration.between(now, expiresAt)));
      }
    };
  }
}
