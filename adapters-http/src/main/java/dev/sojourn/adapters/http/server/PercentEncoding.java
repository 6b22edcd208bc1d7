package dev.sojourn.adapters.http.server;

import dev.sojourn.domain.Parsed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Percent-encoded text (RFC 3986, section 2.1), strictly: what is no UTF-8, or no encoding, is told
 * instead of being replaced by question marks.
 */
public final class PercentEncoding {
  /** As many names and values as are read of one form or query; each costs more than its text. */
  static final int MOST_PAIRS = 100;

  private static final Parsed<String> INVALID =
      new Parsed.Invalid<>("must be percent-encoded UTF-8");

  private PercentEncoding() {}

  /** Whether a path can be decoded at all. */
  public static boolean isDecodable(String path) {
    return decode(path) instanceof Parsed.Valid<String>;
  }

  /** The text that a part of a path spells. */
  public static Parsed<String> decode(String encoded) {
    return decode(encoded, false);
  }

  /**
   * Names and values as forms and queries write them, in their order. More than {@link #MOST_PAIRS}
   * are one fault, and none of them is read.
   */
  public static List<Parsed<Map.Entry<String, String>>> pairs(String encoded) {
    if (hasTooManyPairs(encoded)) {
      return List.of(new Parsed.Invalid<>("must have at most " + MOST_PAIRS + " parameters"));
    }
    var pairs = new ArrayList<Parsed<Map.Entry<String, String>>>();
    for (var pair : encoded.split("&")) {
      if (!pair.isEmpty()) {
        var equals = pair.indexOf('=');
        var name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
        var value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
        pairs.add(name.then(n -> value.then(v -> new Parsed.Valid<>(Map.entry(n, v)))));
      }
    }
    return pairs;
  }

  private static boolean hasTooManyPairs(String encoded) {
    var pairs = 1;
    for (var at = encoded.indexOf('&'); at >= 0; at = encoded.indexOf('&', at + 1)) {
      pairs++;
      if (pairs > MOST_PAIRS) {
        return true;
      }
    }
    return false;
  }

  private static Parsed<String> decode(String encoded, boolean plusIsSpace) {
    if (isPlain(encoded)) {
      return new Parsed.Valid<>(encoded);
    }
    var bytes = new ByteArrayOutputStream(encoded.length());
    for (var i = 0; i < encoded.length(); i++) {
      var c = encoded.charAt(i);
      if (c == '%') {
        if (i + 2 >= encoded.length()
            || !HexFormat.isHexDigit(encoded.charAt(i + 1))
            || !HexFormat.isHexDigit(encoded.charAt(i + 2))) {
          return INVALID;
        }
        bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.write(' ');
      } else {
        var character = encoded.codePointAt(i);
        if (Character.getType(character) == Character.SURROGATE) {
          return INVALID;
        }
        bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(character) - 1;
      }
    }
    try {
      var text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      return text.indexOf('\0') < 0
          ? new Parsed.Valid<>(text)
          : new Parsed.Invalid<>("must not contain NUL");
    } catch (CharacterCodingException notUtf8) {
      return INVALID;
    }
  }

  /** Most texts, tokens and ids among them, spell themselves. */
  private static boolean isPlain(String encoded) {
    return isVisibleAscii(encoded) && encoded.indexOf('+') < 0;
  }

  /** Whether the text has nothing but visible ASCII, and no percent sign. */
  private static boolean isVisibleAscii(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '%') {
        return false;
      }
    }
    return true;
  }

  /** Everything but visible ASCII, and the percent sign itself, encoded: fit for a header. */
  public static String encode(String text) {
    if (isVisibleAscii(text)) {
      return text;
    }
    var out = new StringBuilder();
    for (var b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0x20 && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return out.toString();
  }
}
