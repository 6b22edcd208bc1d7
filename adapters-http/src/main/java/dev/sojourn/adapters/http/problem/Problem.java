package dev.sojourn.adapters.http.problem;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Ends the handling of a request with a problem; {@link ProblemHandler} answers it. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * The most faults that are told one by one, so that an answer is never far larger than what it
   * answers.
   */
  public static final int MOST_FAULTS = 100;

  private final ProblemType type;
  private final transient List<Fault> faults;
  private final transient Optional<String> reason;

  private Problem(ProblemType type, String detail, List<Fault> faults, Optional<String> reason) {
    super(detail, null, false, false);
    this.type = type;
    this.faults = List.copyOf(faults);
    this.reason = reason;
  }

  /** A problem, told in one sentence. */
  public static Problem of(ProblemType type, String detail) {
    return new Problem(type, detail, List.of(), Optional.empty());
  }

  /** All that is wrong with a request; the first {@link #MOST_FAULTS} of it one by one. */
  public static Problem invalid(List<Fault> faults) {
    var detail =
        faults.size() == 1 ? faults.getFirst().toString() : faults.size() + " things are wrong";
    var told = faults.stream().limit(MOST_FAULTS).toList();
    return new Problem(ProblemType.INVALID_REQUEST, detail, told, Optional.empty());
  }

  /** A body that cannot even be read. */
  public static Problem unreadable(String detail) {
    return invalid(List.of(Fault.at("", detail)));
  }

  /** The session is over, for a reason that callers may tell. */
  public static Problem sessionEnded(String reason) {
    return new Problem(
        ProblemType.SESSION_ENDED, "ended: " + reason, List.of(), Optional.of(reason));
  }

  /** What it is. */
  public ProblemType type() {
    return type;
  }

  /** The single faults. */
  public List<Fault> faults() {
    return faults;
  }

  JsonObject json(String requestId) {
    var json =
        new JsonObject()
            .put("type", type.urn())
            .put("title", type.title())
            .put("status", type.status())
            .put("detail", getMessage())
            .put("request_id", requestId);
    reason.ifPresent(word -> json.put("reason", word));
    if (!faults.isEmpty()) {
      var errors = new JsonArray();
      faults.forEach(fault -> errors.add(fault.json()));
      json.put("errors", errors);
    }
    return json;
  }
}
