package dev.sojourn.adapters.http.account;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * The texts of the page in the language that a browser asks for, from {@code messages.properties}
 * and its translations. A further language is a further file, named in {@link #LANGUAGES}.
 */
public final class Messages {
  /** Those that there are texts in; the first is for whoever asks for none of them. */
  static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH);

  private static final String NAME = "dev.sojourn.adapters.http.account.messages";

  private final Locale language;
  private final ResourceBundle texts;

  private Messages(Locale language) {
    this.language = language;
    texts =
        ResourceBundle.getBundle(
            NAME,
            language,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /**
   * @param acceptLanguage as the browser says it (RFC 9110, section 12.5.4)
   */
  static Messages of(Optional<String> acceptLanguage) {
    return new Messages(acceptLanguage.flatMap(Messages::wanted).orElse(LANGUAGES.getFirst()));
  }

  private static Optional<Locale> wanted(String acceptLanguage) {
    try {
      return Optional.ofNullable(
          Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), LANGUAGES));
    } catch (IllegalArgumentException noLanguages) {
      return Optional.empty();
    }
  }

  /** The language, as HTML names it. */
  public String language() {
    return language.toLanguageTag();
  }

  /**
   * A text, with values in its places.
   *
   * @throws java.util.MissingResourceException if there is none of this key
   */
  public String text(String key, Object... values) {
    var text = texts.getString(key);
    return values.length == 0 ? text : new MessageFormat(text, language).format(values);
  }
}
