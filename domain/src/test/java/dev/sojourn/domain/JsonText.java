package dev.sojourn.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Reads JSON in the tables of tests: no escapes, no fractions, no mistakes. */
public final class JsonText {
  private final String text;
  private int at;

  private JsonText(String text) {
    this.text = text;
  }

  /** The object that a text spells. */
  public static Json.Object object(String text) {
    return (Json.Object) new JsonText(text.replace(" ", "")).value();
  }

  private Json value() {
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new Json.Text(string());
      case 'n' -> word("null", new Json.Null());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      default -> number();
    };
  }

  private Json object() {
    var members = new LinkedHashMap<String, Json>();
    at++;
    while (!ends('}')) {
      var name = string();
      at++;
      members.put(name, value());
    }
    return new Json.Object(members);
  }

  private Json array() {
    var items = new ArrayList<Json>();
    at++;
    while (!ends(']')) {
      items.add(value());
    }
    return new Json.Array(items);
  }

  /** Whether the list is over; steps over its end, or the comma before the next. */
  private boolean ends(char end) {
    var here = text.charAt(at);
    if (here == end || here == ',') {
      at++;
    }
    return here == end;
  }

  private String string() {
    var end = text.indexOf('"', at + 1);
    var string = text.substring(at + 1, end);
    at = end + 1;
    return string;
  }

  private Json word(String word, Json value) {
    at += word.length();
    return value;
  }

  private Json number() {
    var start = at;
    while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return new Json.Whole(Long.parseLong(text.substring(start, at)));
  }
}
