package dev.sojourn.adapters.http.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.sun.management.ThreadMXBean;
import dev.sojourn.adapters.http.api.session.SessionJson;
import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.Parsed;
import dev.sojourn.domain.session.Attributes;
import dev.sojourn.domain.session.ClientId;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** What comes as JSON: bodies, and the requests in them. */
class BodyFuzzTest {
  private static final ClientId CLIENT = new ClientId("web");
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @FuzzTest
  void aBodyIsReadAsItIsWrittenOrRefused(byte @NotNull [] bytes) {
    try {
      var read = Body.read(Buffer.buffer(bytes), BodyLimit.OF_CLIENTS);
      assertEquals(read, Body.read(Buffer.buffer(read.compact()), BodyLimit.OF_CLIENTS));
      assertTrue(read.depth() <= 32);
    } catch (Problem refused) {
      assertRefused(refused, bytes);
    }
  }

  @FuzzTest
  void whatABodyCostsGrowsWithItsLengthOnly(byte @NotNull [] bytes) {
    allocatedReading(bytes); // classes are loaded
    var allocated = allocatedReading(bytes);
    assertTrue(allocated <= 500_000 + 500L * bytes.length, allocated + " bytes");
  }

  private static long allocatedReading(byte[] bytes) {
    var body = Buffer.buffer(bytes);
    var before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      Body.read(body, BodyLimit.OF_CLIENTS);
    } catch (Problem refused) {
      assertFalse(refused.faults().isEmpty());
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @FuzzTest
  void aRequestToOpenASessionIsReadOrRefused(byte @NotNull [] bytes) {
    try {
      var json = Body.read(Buffer.buffer(bytes), BodyLimit.OF_CLIENTS);
      var request = SessionJson.readOpen(json, CLIENT);
      assertEquals(CLIENT, request.origin().clientId());
      assertEquals(
          request.attributes().json(),
          Body.read(
              Buffer.buffer(SessionJson.attributes(request.attributes()).encode()),
              BodyLimit.OF_CLIENTS));
    } catch (Problem refused) {
      assertRefused(refused, bytes);
    }
  }

  @FuzzTest
  void otherRequestsAreReadOrRefused(byte @NotNull [] bytes) {
    var readers =
        List.<Consumer<Json.Object>>of(
            SessionJson::readProof, SessionJson::readPatch, SessionJson::readEndReason);
    for (var reader : readers) {
      try {
        reader.accept(Body.read(Buffer.buffer(bytes), BodyLimit.OF_CLIENTS));
      } catch (Problem refused) {
        assertRefused(refused, bytes);
      }
    }
  }

  /** RFC 7396: a patch makes no null, and does nothing the second time. */
  @FuzzTest
  void aMergePatchIsDoneOnce(byte @NotNull [] target, byte @NotNull [] patch) {
    try {
      var before = Body.read(Buffer.buffer(target), BodyLimit.OF_CLIENTS);
      var change = Body.read(Buffer.buffer(patch), BodyLimit.OF_CLIENTS);
      var after = before.mergedWith(change);
      assertEquals(after, after.mergedWith(change));
      change
          .members()
          .forEach(
              (name, value) ->
                  assertEquals(!(value instanceof Json.Null), after.members().containsKey(name)));
      if (Attributes.of(after) instanceof Parsed.Valid<Attributes>(var attributes)) {
        assertTrue(
            attributes.text().getBytes(StandardCharsets.UTF_8).length <= Attributes.MOST_BYTES);
      }
    } catch (Problem refused) {
      assertFalse(refused.faults().isEmpty());
    }
  }

  private static void assertRefused(Problem refused, byte[] bytes) {
    assertEquals(ProblemType.INVALID_REQUEST, refused.type());
    assertFalse(refused.faults().isEmpty());
    assertTrue(refused.faults().size() <= Problem.MOST_FAULTS);
    var told =
        refused.faults().stream()
            .mapToInt(fault -> fault.place().length() + fault.detail().length())
            .sum();
    assertTrue(told <= 200_000 + 4 * bytes.length, told + " characters");
  }
}
