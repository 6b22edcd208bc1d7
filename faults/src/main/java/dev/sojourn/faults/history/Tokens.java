package dev.sojourn.faults.history;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What a client holds of a session.
 *
 * @param epoch the id of the operation whose answer began this chain of tokens: an opening, an
 *     exchange or a re-authentication
 * @param generation of the refresh token, as it says itself
 */
public record Tokens(long epoch, int generation, String access, String refresh) {
  private static final int GENERATION_AT = 17; // behind the key id and the session id

  /** Tokens as they were issued. */
  public static Tokens of(long epoch, String access, String refresh) {
    var bytes = Base64.getUrlDecoder().decode(refresh.substring(refresh.indexOf('_') + 1));
    return new Tokens(epoch, ByteBuffer.wrap(bytes).getInt(GENERATION_AT), access, refresh);
  }

  @Override
  public String toString() {
    return "tokens " + epoch + "/" + generation;
  }
}
