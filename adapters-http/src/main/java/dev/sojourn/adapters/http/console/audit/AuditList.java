package dev.sojourn.adapters.http.console.audit;

import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.application.port.AuditStore.Kept;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A page of the audit trail, and how it was asked for. */
public record AuditList(Form form, List<Kept> lines, Optional<Long> next) {
  public AuditList {
    lines = List.copyOf(lines);
  }

  /** Where the next page is, if there is one. */
  public Optional<String> nextPage() {
    return next.map(
        number -> Section.AUDIT.path() + form.query(Map.of("below", String.valueOf(number))));
  }

  /** Where the first page is. */
  public String firstPage() {
    return Section.AUDIT.path() + form.query(Map.of("below", ""));
  }

  /** Whether this is the first. */
  public boolean isFirst() {
    return form.text("below").isEmpty();
  }
}
