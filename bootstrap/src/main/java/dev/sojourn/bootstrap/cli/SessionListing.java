package dev.sojourn.bootstrap.cli;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sessions for people, one a line, in columns as wide as what is in them. */
final class SessionListing {
  private static final List<String> HEAD =
      List.of("ID", "USER", "STATE", "POLICY", "DEVICE", "ADDRESS", "OPENED", "LAST ACTIVE");

  private SessionListing() {}

  static String of(List<JsonObject> sessions) {
    var rows = new ArrayList<List<String>>();
    rows.add(HEAD);
    sessions.forEach(session -> rows.add(row(session)));
    var widths =
        IntStream.range(0, HEAD.size())
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> line(row, widths) + "\n").collect(Collectors.joining());
  }

  private static List<String> row(JsonObject session) {
    var state = session.getString("state");
    return Stream.of(
            session.getString("id"),
            session.getString("user_id"),
            state.equals("ended") ? session.getString("end_reason") : state,
            session.getString("policy"),
            Stream.of(session.getString("browser"), session.getString("operating_system"))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", ")),
            Objects.requireNonNullElse(session.getString("ip_address"), ""),
            session.getString("created_at"),
            session.getString("last_activity_at"))
        .map(SessionListing::harmless)
        .toList();
  }

  /** What others wrote could otherwise speak to the terminal, or take up lines of its own. */
  private static String harmless(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private static String line(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> row.get(i) + " ".repeat(widths[i] - row.get(i).length()))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }
}
