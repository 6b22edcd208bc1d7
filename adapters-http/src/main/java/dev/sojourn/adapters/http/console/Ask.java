package dev.sojourn.adapters.http.console;

import java.util.List;

/**
 * The question that is asked once before something is ended: a dialog, or a page without scripts.
 *
 * @param title what will be done, and to whom
 * @param consequences what else it means, a sentence each
 * @param action where the answer is sent
 * @param button what will be done, in a few words
 * @param back where it is left alone
 */
public record Ask(
    String title, List<String> consequences, String action, String button, String back) {
  public Ask {
    consequences = List.copyOf(consequences);
  }
}
