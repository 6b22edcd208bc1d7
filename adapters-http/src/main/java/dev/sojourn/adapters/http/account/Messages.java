package dev.sojourn.adapters.http.account;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * The texts of the page, from {@code messages.properties}. There is one language, so no header that
 * names others is read.
 */
public final class Messages {
  private static final Locale LANGUAGE = Locale.ENGLISH;
  private static final String NAME = "dev.sojourn.adapters.http.account.messages";

  private final ResourceBundle texts =
      ResourceBundle.getBundle(
          NAME,
          LANGUAGE,
          ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));

  /** The language, as HTML names it. */
  public String language() {
    return LANGUAGE.toLanguageTag();
  }

  /**
   * A text, with values in its places.
   *
   * @throws java.util.MissingResourceException if there is none of this key
   */
  public String text(String key, Object... values) {
    var text = texts.getString(key);
    return values.length == 0 ? text : new MessageFormat(text, LANGUAGE).format(values);
  }
}
