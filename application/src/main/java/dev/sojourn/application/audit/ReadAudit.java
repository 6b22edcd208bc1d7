package dev.sojourn.application.audit;

import dev.sojourn.application.port.AuditFilter;
import dev.sojourn.application.port.AuditStore;
import dev.sojourn.application.port.AuditStore.Kept;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Pages through the audit trail, the latest lines first. */
public final class ReadAudit {
  private final AuditStore audit;

  public ReadAudit(AuditStore audit) {
    this.audit = audit;
  }

  /**
   * Some of the lines.
   *
   * @param next below which number the following ones are; empty on the last page
   */
  public record Page(List<Kept> lines, Optional<Long> next) {
    public Page {
      lines = List.copyOf(lines);
    }
  }

  /**
   * @param below only lines of a lower number
   */
  public CompletionStage<Page> read(AuditFilter filter, Optional<Long> below, int limit) {
    // One more than wanted, which tells whether there is another page.
    return audit
        .search(filter, below, limit + 1)
        .thenApply(
            found ->
                found.size() <= limit
                    ? new Page(found, Optional.empty())
                    : new Page(
                        found.subList(0, limit), Optional.of(found.get(limit - 1).number())));
  }
}
