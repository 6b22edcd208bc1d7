package dev.sojourn.domain.policy;

/** One rule of a policy. Its name in capitals is a part of the variable that sets it. */
public enum PolicyRule {
  IDLE_TIMEOUT("the idle timeout"),
  ABSOLUTE_TIMEOUT("the absolute timeout"),
  LIFETIME("the lifetime"),
  ACCESS_TOKEN_LIFETIME("the access-token lifetime"),
  ACCESS_TOKEN_FORMAT("the access-token format"),
  REFRESH_OVERLAP("the refresh overlap"),
  DPOP("DPoP"),
  OUTAGE_GRACE("the outage grace"),
  TOUCH_INTERVAL("the touch interval"),
  ASSURANCE("the assurance"),
  MAX_SESSIONS("the session limit"),
  ON_LIMIT("what happens at the session limit"),
  AUDIENCE("the audience"),
  CLIENT_AUTHENTICATION("client authentication");

  private final String words;

  PolicyRule(String words) {
    this.words = words;
  }

  /** What a sentence calls it. */
  public String words() {
    return words;
  }
}
