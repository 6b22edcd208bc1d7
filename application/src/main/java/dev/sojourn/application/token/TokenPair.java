package dev.sojourn.application.token;

import java.time.Instant;

/**
 * What a client is given: an access token for requests, and a refresh token for the next pair.
 * {@code toString} hides both.
 *
 * @param accessExpiresAt from then on the access token is refused; a whole second
 * @param refreshExpiresAt from then on the refresh token is refused, if nothing happens until then
 */
public record TokenPair(
    String accessToken, Instant accessExpiresAt, String refreshToken, Instant refreshExpiresAt) {
  @Override
  public String toString() {
    return "TokenPair[hidden]";
  }
}
