package dev.sojourn.application.event;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.domain.Parsed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What an event is called by all who are told of it, at every try: {@code evt_} and number and
 * instant. Numbers can come again after a restore, but not with the same instant.
 *
 * @param at in whole milliseconds
 */
public record EventId(long number, Instant at) {
  private static final Pattern FORM = Pattern.compile("evt_([0-9]{1,18})_([0-9]{1,18})");

  public EventId {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Of an event. */
  public static EventId of(Kept event) {
    return new EventId(event.number(), event.entry().at());
  }

  /** Reads text from outside. */
  public static Parsed<EventId> parse(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches()
        ? new Parsed.Valid<>(
            new EventId(
                Long.parseLong(matcher.group(1)),
                Instant.ofEpochMilli(Long.parseLong(matcher.group(2)))))
        : new Parsed.Invalid<>("must be the id of an event");
  }

  @Override
  public String toString() {
    return "evt_" + number + "_" + at.toEpochMilli();
  }
}
