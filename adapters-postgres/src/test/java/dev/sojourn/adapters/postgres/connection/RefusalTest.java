package dev.sojourn.adapters.postgres.connection;

import static dev.sojourn.application.contract.Answers.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sojourn.application.port.StoreFailure;
import io.vertx.pgclient.PgException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of a refusal of Postgres has its SQLSTATE and its message, and no value. */
class RefusalTest {
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          53100 | could not extend file "base/5/16384": No space left on device | could not extend file "base/5/16384": No space left on device
          23505 | duplicate key value violates unique constraint "session_pkey" | duplicate key value violates unique constraint "session_pkey"
          42501 | permission denied for table session           | permission denied for table session
          22P02 | invalid input syntax for type uuid: "srt_AAA" | invalid input syntax for type uuid: …
          22P02 | invalid input "a" for 'b' and "c              | invalid input … for … and …
          22003 | integer out of range                          | integer out of range
          P0001 | value "srt_AAA" is not wanted                 | value … is not wanted
          `    ` | it says "srt_AAA"                            | it says …
          """)
  void aMessageHasNoValue(String sqlState, String message, String told) {
    assertEquals(told, Refusal.withoutValues(sqlState.strip(), message));
  }

  @Test
  void theDetailIsLeftOut() {
    var refused =
        new PgException("duplicate key", "ERROR", "23505", "Key (id)=(srt_AAA) already exists.");
    var told =
        assertInstanceOf(StoreFailure.class, failure(Refusal.told(refused).toCompletionStage()));
    assertEquals("23505", told.code());
    assertEquals("23505 duplicate key", told.getMessage());
    assertEquals(null, told.getCause());
  }

  @Test
  void whatPostgresHasNotSaidStaysWhatItIs() {
    var silence = new TimeoutException("no answer");
    assertEquals(silence, failure(Refusal.told(silence).toCompletionStage()));
  }
}
