package dev.sojourn.adapters.http.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The question that is asked once before something is ended: a dialog, or a page without scripts.
 *
 * @param title what will be done, and to whom
 * @param consequences what else it means, a sentence each
 * @param action where the answer is sent
 * @param button what will be done, in a few words
 * @param back where it is left alone
 * @param fields what is sent with the answer
 */
public record Confirmation(
    String title,
    List<String> consequences,
    String action,
    String button,
    String back,
    Map<String, String> fields) {
  public Confirmation {
    consequences = List.copyOf(consequences);
    fields = Map.copyOf(fields);
  }

  /** With nothing else to send. */
  public Confirmation(
      String title, List<String> consequences, String action, String button, String back) {
    this(title, consequences, action, button, back, Map.of());
  }

  /** With one more field; an empty one says nothing. */
  public Confirmation with(String name, String value) {
    var all = new LinkedHashMap<>(fields);
    all.put(name, value);
    return new Confirmation(title, consequences, action, button, back, all);
  }
}
