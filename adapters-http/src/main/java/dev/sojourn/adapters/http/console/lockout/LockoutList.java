package dev.sojourn.adapters.http.console.lockout;

import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.application.lockout.LockoutAnswer;
import dev.sojourn.domain.lockout.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A page of lockouts in force; a subject that is locked in several ways has several. */
public record LockoutList(
    Form form, List<LockoutAnswer> items, Optional<Subject> next, Instant now) {
  public LockoutList {
    items = List.copyOf(items);
  }

  /** Where the page looks for news. */
  public String live() {
    return "/console/live/lockouts" + form.query(Map.of("done", ""));
  }

  /** Where the next page is, if there is one. */
  public Optional<String> nextPage() {
    return next.map(
        subject ->
            Section.LOCKOUTS.path() + form.query(Map.of("after", subject.value(), "done", "")));
  }

  /** Whether this is the first. */
  public boolean isFirst() {
    return form.text("after").isEmpty();
  }
}
