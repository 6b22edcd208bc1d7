package dev.sojourn.adapters.http.useragent;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the syntax of a regular expression, as far as uap-core's expressions use it, into a tree
 * that can be analysed. Groups, alternatives, quantifiers, classes and the usual escapes are
 * understood.
 */
sealed interface RegexTree {
  /**
   * One character out of a set.
   *
   * @param low which of the characters 0 to 63 are in the set
   * @param high which of the characters 64 to 127 are in the set
   * @param beyond whether characters from 128 on may be in the set
   */
  record OneOf(long low, long high, boolean beyond) implements RegexTree {
    private static final long DIGITS = 0x3FFL << '0';
    private static final OneOf NONE = new OneOf(0, 0, false);
    private static final OneOf DIGIT = new OneOf(DIGITS, 0, false);
    private static final OneOf WORD = DIGIT.or(range('a', 'z')).or(range('A', 'Z')).or(one('_'));
    private static final OneOf SPACE = range('\t', '\r').or(one(' '));

    /** Line terminators are taken for part of the set, too: too much does no harm. */
    private static final OneOf ANY = new OneOf(-1, -1, true);

    static OneOf one(char character) {
      return character < 64
          ? new OneOf(1L << character, 0, false)
          : character < 128 ? new OneOf(0, 1L << (character - 64), false) : new OneOf(0, 0, true);
    }

    private static OneOf range(char first, char last) {
      var set = NONE;
      for (int each = first; each <= Math.min(last, 127); each++) {
        set = set.or(one((char) each));
      }
      return last > 127 ? set.or(new OneOf(0, 0, true)) : set;
    }

    OneOf or(OneOf other) {
      return new OneOf(low | other.low, high | other.high, beyond || other.beyond);
    }

    /** All other characters; of those from 128 on, all. */
    private OneOf not() {
      return new OneOf(~low, ~high, true);
    }

    private OneOf inBothCases() {
      var lower = high & range('a', 'z').high;
      var upper = high & range('A', 'Z').high;
      return new OneOf(low, high | lower >>> 32 | upper << 32, beyond); // 'a' is 'A' + 32
    }

    boolean contains(char character) {
      return character < 64
          ? (low >> character & 1) == 1
          : character < 128 ? (high >> (character - 64) & 1) == 1 : beyond;
    }

    /** Whether it contains a digit, be it another than 0. */
    boolean hasDigits(boolean zeroToo) {
      return (low & digits(zeroToo)) != 0;
    }

    /** Whether it contains some of the digits and not others. */
    boolean tellsDigitsApart(boolean zeroToo) {
      return hasDigits(zeroToo) && (low & digits(zeroToo)) != digits(zeroToo);
    }

    private static long digits(boolean zeroToo) {
      return zeroToo ? DIGITS : DIGITS & ~(1L << '0');
    }
  }

  /** One after the other. */
  record Sequence(List<RegexTree> parts) implements RegexTree {}

  /** The first that matches. */
  record Choice(List<RegexTree> branches) implements RegexTree {}

  /**
   * The same several times.
   *
   * @param most {@link #UNBOUNDED} if there is no limit
   */
  record Repeat(RegexTree part, int least, int most) implements RegexTree {}

  /**
   * A place between characters.
   *
   * @param isStart whether it is the start of the text
   */
  record Boundary(boolean isStart) implements RegexTree {}

  /** No limit. */
  int UNBOUNDED = Integer.MAX_VALUE;

  /**
   * @throws UnsupportedOperationException if it uses syntax that is not understood
   */
  static RegexTree of(String regex, boolean ignoresCase) {
    return new Reader(regex, ignoresCase).all();
  }

  /** Recursive descent. */
  final class Reader {
    private final String regex;
    private final boolean ignoresCase;
    private int at;

    private Reader(String regex, boolean ignoresCase) {
      this.regex = regex;
      this.ignoresCase = ignoresCase;
    }

    private RegexTree all() {
      var tree = choice();
      if (at < regex.length()) {
        throw unsupported();
      }
      return tree;
    }

    private UnsupportedOperationException unsupported() {
      return new UnsupportedOperationException(regex + " at " + at);
    }

    private boolean isAt(char character) {
      return at < regex.length() && regex.charAt(at) == character;
    }

    private boolean skip(char character) {
      var is = isAt(character);
      at += is ? 1 : 0;
      return is;
    }

    private char next() {
      if (at == regex.length()) {
        throw unsupported();
      }
      return regex.charAt(at++);
    }

    private RegexTree choice() {
      var branches = new ArrayList<RegexTree>();
      do {
        branches.add(sequence());
      } while (skip('|'));
      return branches.size() == 1 ? branches.getFirst() : new Choice(List.copyOf(branches));
    }

    private RegexTree sequence() {
      var parts = new ArrayList<RegexTree>();
      while (at < regex.length() && !isAt('|') && !isAt(')')) {
        parts.add(quantified(atom()));
      }
      return new Sequence(List.copyOf(parts));
    }

    private RegexTree quantified(RegexTree atom) {
      var repeated = atom;
      if (skip('*')) {
        repeated = new Repeat(atom, 0, UNBOUNDED);
      } else if (skip('+')) {
        repeated = new Repeat(atom, 1, UNBOUNDED);
      } else if (skip('?')) {
        repeated = new Repeat(atom, 0, 1);
      } else if (skip('{')) {
        var least = number();
        var most = skip(',') ? (isAt('}') ? UNBOUNDED : number()) : least;
        if (!skip('}')) {
          throw unsupported();
        }
        repeated = new Repeat(atom, least, most);
      } else {
        return atom;
      }
      if (!skip('?')) { // lazy or not, it matches the same texts
        skip('+');
      }
      return repeated;
    }

    private int number() {
      var value = 0;
      var from = at;
      while (at < regex.length() && regex.charAt(at) >= '0' && regex.charAt(at) <= '9') {
        value = value * 10 + next() - '0';
      }
      if (at == from || at > from + 4) {
        throw unsupported();
      }
      return value;
    }

    private RegexTree atom() {
      var character = next();
      return switch (character) {
        case '(' -> group();
        case '[' -> set();
        case '.' -> OneOf.ANY;
        case '^', '$' -> new Boundary(character == '^');
        case '\\' -> isAt('b') || isAt('B') ? boundary() : escaped();
        case '*', '+', '?', '{' -> throw unsupported();
        default -> literal(character);
      };
    }

    private RegexTree boundary() {
      at++;
      return new Boundary(false);
    }

    private RegexTree group() {
      if (skip('?') && !skip(':')) {
        throw unsupported();
      }
      var inside = choice();
      if (!skip(')')) {
        throw unsupported();
      }
      return inside;
    }

    private OneOf literal(char character) {
      if (Character.isSurrogate(character)) {
        throw unsupported();
      }
      var one = OneOf.one(character);
      return ignoresCase ? one.inBothCases() : one;
    }

    private OneOf escaped() {
      var character = next();
      return switch (character) {
        case 'd' -> OneOf.DIGIT;
        case 'D' -> OneOf.DIGIT.not();
        case 'w' -> OneOf.WORD;
        case 'W' -> OneOf.WORD.not();
        case 's' -> OneOf.SPACE;
        case 'S' -> OneOf.SPACE.not();
        case 't' -> OneOf.one('\t');
        case 'n' -> OneOf.one('\n');
        case 'r' -> OneOf.one('\r');
        default -> {
          if (Character.isLetterOrDigit(character)) {
            throw unsupported();
          }
          yield literal(character);
        }
      };
    }

    private OneOf set() {
      var isNegated = skip('^');
      var set = OneOf.NONE;
      var from = at;
      while (at == from || !isAt(']')) {
        if (isAt('[') || regex.startsWith("&&", at)) {
          throw unsupported();
        }
        var first = next();
        if (first == '\\') {
          set = set.or(escaped());
          if (isAt('-') && !regex.startsWith("-]", at)) {
            throw unsupported();
          }
        } else if (isAt('-') && at + 1 < regex.length() && regex.charAt(at + 1) != ']') {
          at++;
          var last = next();
          if (last == '\\' || last == '[' || last < first) {
            throw unsupported();
          }
          set = set.or(OneOf.range(first, last));
        } else {
          set = set.or(OneOf.one(first));
        }
      }
      at++;
      var cased = ignoresCase ? set.inBothCases() : set;
      return isNegated ? cased.not() : cased;
    }
  }
}
