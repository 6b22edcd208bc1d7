package dev.sojourn.adapters.http.console.user;

import dev.sojourn.adapters.http.console.Section;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.domain.session.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of users who were searched for by the beginning of their ids.
 *
 * @param next behind whom the next page begins; empty on the last
 */
public record UserList(Form form, List<UserId> users, Optional<UserId> next) {
  static final String AFTER = "after";

  public UserList {
    users = List.copyOf(users);
  }

  /** Where the next page is, if there is one. */
  public Optional<String> nextPage() {
    return next.map(user -> Section.USERS.path() + form.query(Map.of(AFTER, user.value())));
  }

  /** Where the first page is. */
  public String firstPage() {
    return Section.USERS.path() + form.query(Map.of(AFTER, ""));
  }

  /** Whether this is the first. */
  public boolean isFirst() {
    return form.text(AFTER).isEmpty();
  }
}
