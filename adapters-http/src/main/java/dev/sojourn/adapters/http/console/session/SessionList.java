package dev.sojourn.adapters.http.console.session;

import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.application.port.Position;
import dev.sojourn.application.session.Judged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of sessions that were searched for.
 *
 * @param form how they were searched for
 * @param hasNewer whether sessions were opened since the page was made
 */
public record SessionList(
    Form form, List<Judged> items, Optional<Position> next, boolean hasNewer, Instant now) {
  static final String AFTER = "after";

  /** Says that the page is the first, and stays where it was however many are opened meanwhile. */
  static final String TOP = "top";

  public SessionList {
    items = List.copyOf(items);
  }

  /** Where the next page is, if there is one. */
  public Optional<String> nextPage() {
    return next.map(position -> path(Map.of(AFTER, SessionPages.text(position), TOP, "")));
  }

  /** Where the first page is. */
  public String firstPage() {
    return path(Map.of(AFTER, "", TOP, ""));
  }

  /** Whether this is the first. */
  public boolean isFirst() {
    return form.text(AFTER).isEmpty() || !form.text(TOP).isEmpty();
  }

  private String path(Map<String, String> changed) {
    return Section.SESSIONS.path() + form.query(changed);
  }

  /** Where the page looks for news: at the same sessions, not at those that push them away. */
  public String live() {
    var path = "/console/live/sessions";
    return items.isEmpty() || !isFirst() || !form.text(AFTER).isEmpty()
        ? path + form.query(Map.of())
        : path + form.query(Map.of(AFTER, SessionPages.text(above(items.getFirst())), TOP, "1"));
  }

  private static Position above(Judged first) {
    var position = Position.of(first.session());
    return new Position(position.createdAt().plusMillis(1), position.id());
  }
}
