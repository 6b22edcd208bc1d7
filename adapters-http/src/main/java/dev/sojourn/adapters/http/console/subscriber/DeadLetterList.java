package dev.sojourn.adapters.http.console.subscriber;

import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.application.event.ShowSubscribers.DeadLetter;
import dev.sojourn.application.event.ShowSubscribers.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One subscriber with a page of its dead letters, the oldest first.
 *
 * @param form where the page begins
 * @param next the number behind which the next page begins; empty on the last
 */
public record DeadLetterList(
    State state, Form form, List<DeadLetter> letters, Optional<Long> next, Instant now) {
  static final String ABOVE = "above";

  public DeadLetterList {
    letters = List.copyOf(letters);
  }

  /** The path of the subscriber's page. */
  public String page() {
    return Section.SUBSCRIBERS.path() + "/" + state.status().name();
  }

  /** Where the page looks for news. */
  public String live() {
    return "/console/live/subscribers/" + state.status().name() + form.query(Map.of("done", ""));
  }

  /** Where the next page is, if there is one. */
  public Optional<String> nextPage() {
    return next.map(
        number -> page() + form.query(Map.of(ABOVE, String.valueOf(number), "done", "")));
  }

  /** Whether this is the first. */
  public boolean isFirst() {
    return form.text(ABOVE).isEmpty();
  }
}
