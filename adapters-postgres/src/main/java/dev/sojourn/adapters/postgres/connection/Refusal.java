package dev.sojourn.adapters.postgres.connection;

import dev.sojourn.application.port.StoreFailure;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells others than the stores what Postgres has refused: SQLSTATE and message. The detail is left
 * out, and so is what the message quotes, unless the class of the SQLSTATE has only names in its
 * messages and no values (PostgreSQL, appendix A).
 */
public final class Refusal {
  /** Connections, constraints, authorization, rollbacks, names, resources, operators, system. */
  private static final Set<String> WITHOUT_VALUES =
      Set.of("08", "23", "25", "28", "40", "42", "53", "55", "57", "58");

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");
  private static final Pattern UNCLOSED = Pattern.compile("[\"'].*", Pattern.DOTALL);

  private Refusal() {}

  /** The same failure; one of Postgres as a {@link StoreFailure}, with the same stack trace. */
  public static <R> Future<R> told(Throwable failure) {
    return Future.failedFuture(
        failure instanceof PgException refused ? ofPostgres(refused) : failure);
  }

  private static StoreFailure ofPostgres(PgException refused) {
    var state = Objects.requireNonNullElse(refused.getSqlState(), "");
    var said = Objects.requireNonNullElse(refused.getErrorMessage(), "");
    var failure = new StoreFailure(state, withoutValues(state, said));
    failure.setStackTrace(refused.getStackTrace());
    return failure;
  }

  /** What of a message may be written. */
  static String withoutValues(String sqlState, String message) {
    var line = message.replaceAll("\\s*\\R\\s*", " ");
    if (sqlState.length() == 5 && WITHOUT_VALUES.contains(sqlState.substring(0, 2))) {
      return line;
    }
    return UNCLOSED.matcher(QUOTED.matcher(line).replaceAll("…")).replaceAll("…");
  }
}
