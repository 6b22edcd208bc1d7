package dev.sojourn.adapters.http.server.connection;

import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a client of HTTP/2 has not taken: without a window for its streams (RFC 9113,
 * section 5.2) they stay in memory, up to a hundred on a connection. They have a claim on the
 * memory of all requests. Whenever one is taken the claim begins anew, so that the oldest claim is
 * that of the client which has taken nothing for the longest time.
 *
 * <p>Confined to the event loop of its connection.
 */
final class UntakenAnswers extends Http2ConnectionAdapter {
  /**
   * What a stream holds: the request, what handled it, and an answer as it is given to strangers,
   * who get large ones from memory that all share.
   */
  static final int STREAM_BYTES = 12 * 1024;

  private final Http2ConnectionHandler http2;
  private final Supplier<RequestMemory.Claim> claims;
  private final Set<Integer> untaken = new HashSet<>();
  private RequestMemory.@Nullable Claim claim;

  /**
   * @param claims begins a claim, whose eviction closes the connection
   */
  UntakenAnswers(Http2ConnectionHandler http2, Supplier<RequestMemory.Claim> claims) {
    this.http2 = http2;
    this.claims = claims;
  }

  /** A stream is answered. */
  void answered(int id) {
    var stream = http2.connection().stream(id);
    if (stream != null && stream.state().localSideOpen() && untaken.add(id)) {
      hold();
    }
  }

  /** Its answer is sent to the end, or it is reset. */
  @Override
  public void onStreamClosed(Http2Stream stream) {
    if (untaken.remove(stream.id()) && claim != null) {
      claim.release();
      claim = null;
      if (!untaken.isEmpty()) {
        hold();
      }
    }
  }

  private void hold() {
    if (claim == null) {
      claim = claims.get();
    }
    claim.holds((long) untaken.size() * STREAM_BYTES);
  }
}
