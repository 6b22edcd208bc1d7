package dev.sojourn.adapters.http.problem;

/** Every problem that the API answers with (RFC 9457). */
public enum ProblemType {
  INVALID_REQUEST("invalid-request", 400, "The request is not valid"),
  UNAUTHENTICATED("unauthenticated", 401, "No valid credential was presented"),
  INSUFFICIENT_SCOPE("insufficient-scope", 403, "The API key does not allow this"),
  CROSS_SITE("cross-site", 403, "The request comes from a page of another site"),
  NOT_FOUND("not-found", 404, "There is nothing here"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "This path does not take this method"),
  SESSION_ENDED("session-ended", 409, "The session has ended"),
  CUT_OFF("cut-off", 409, "The user may not have this session"),
  SESSION_LIMIT_REACHED("session-limit-reached", 409, "The user has as many sessions as allowed"),
  NOT_AUDITED("not-audited", 409, "No audit trail is kept"),
  KEY_NEEDED("key-needed", 409, "The key signs, and there is no other"),
  FORGOTTEN("forgotten", 410, "What has happened since then is not kept any more"),
  STALE("stale", 412, "The session has changed meanwhile"),
  TOO_LARGE("too-large", 413, "The body is too large"),
  URI_TOO_LONG("uri-too-long", 414, "The address is too long"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "This content type is not understood"),
  KEY_OF_ANOTHER_REQUEST(
      "key-of-another-request", 422, "The Idempotency-Key came with another request"),
  PRECONDITION_REQUIRED("precondition-required", 428, "If-Match is required"),
  TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
  HEADERS_TOO_LARGE("headers-too-large", 431, "The headers are too large"),
  INTERNAL("internal", 500, "Something went wrong on our side"),
  UNAVAILABLE("unavailable", 503, "The store does not answer");

  private final String word;
  private final int status;
  private final String title;

  ProblemType(String word, int status, String title) {
    this.word = word;
    this.status = status;
    this.title = title;
  }

  /** The stable name, a URN. */
  public String urn() {
    return "urn:sojourn:problem:" + word;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }
}
