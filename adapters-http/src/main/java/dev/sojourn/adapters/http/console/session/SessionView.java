package dev.sojourn.adapters.http.console.session;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.session.Judged;
import java.util.List;
import java.util.Optional;

/**
 * One session as its page shows it.
 *
 * @param isOwn whether it is the session of the operator who looks
 * @param location where its address is, if a database of addresses says so
 * @param history the latest lines of the audit trail; absent for who may not read it
 */
public record SessionView(
    Judged judged,
    Timeline timeline,
    boolean isOwn,
    Optional<String> location,
    Optional<List<Kept>> history) {}
