package dev.sojourn.adapters.http.useragent;

import dev.sojourn.adapters.http.useragent.RegexTree.Boundary;
import dev.sojourn.adapters.http.useragent.RegexTree.Choice;
import dev.sojourn.adapters.http.useragent.RegexTree.OneOf;
import dev.sojourn.adapters.http.useragent.RegexTree.Repeat;
import dev.sojourn.adapters.http.useragent.RegexTree.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether the value of certain digits of a text can make a difference to a regular
 * expression.
 *
 * <p>An expression such as {@code (\d+)\.(\d+)} takes all digits alike; {@code NT 6\.1} does not.
 * Each character of an expression that tells digits apart stands in a run of characters that must
 * match one after the other. Where a whole run cannot match, its digit makes no difference,
 * whatever its value. So if no run fits onto the text at a place where such a character meets a
 * digit in question, the expression matches or does not, with the same groups, for every value of
 * these digits.
 */
final class DigitSensitivity {
  /** Ways through the alternatives of one expression that are told apart. */
  private static final int MOST_WAYS = 512;

  private static final int LONGEST_REPEAT = 16;

  private final List<Run> runs = new ArrayList<>();
  private int ways;

  private DigitSensitivity(RegexTree tree) {
    walk(Run.open(), new Rest(tree, Optional.empty()));
  }

  static DigitSensitivity of(RegexTree tree) {
    return new DigitSensitivity(tree);
  }

  /**
   * Characters that must match one after the other.
   *
   * @param atStart whether only at the start of the text
   */
  private record Run(List<OneOf> characters, boolean atStart) {
    static Run open() {
      return new Run(new ArrayList<>(), false);
    }

    Run copy() {
      return new Run(new ArrayList<>(characters), atStart);
    }

    Run after(Boundary boundary) {
      return boundary.isStart() && characters.isEmpty() ? new Run(characters, true) : this;
    }

    private boolean tellsDigitsApart() {
      return characters.stream().anyMatch(one -> one.tellsDigitsApart(true));
    }

    private boolean fits(Shape shape, int from) {
      var meets = false;
      for (var i = 0; i < characters.size(); i++) {
        var one = characters.get(i);
        if (shape.isDigit(from + i)) {
          var canBeZero = shape.canBeZero(from + i);
          if (!one.hasDigits(canBeZero)) {
            return false;
          }
          meets |= one.tellsDigitsApart(canBeZero);
        } else if (!one.contains(shape.text().charAt(from + i))) {
          return false;
        }
      }
      return meets;
    }

    boolean fits(Shape shape) {
      var room = shape.text().length() - characters.size();
      for (var from = 0; from <= (atStart ? Math.min(0, room) : room); from++) {
        if (fits(shape, from)) {
          return true;
        }
      }
      return false;
    }
  }

  /** What is yet to come of an expression. */
  private record Rest(RegexTree first, Optional<Rest> after) {}

  private void walk(Run run, Rest rest) {
    switch (rest.first()) {
      case OneOf one -> {
        run.characters().add(one);
        goOn(run, rest.after());
      }
      case Boundary boundary -> goOn(run.after(boundary), rest.after());
      case Sequence(var parts) -> {
        var next = rest.after();
        for (var part : parts.reversed()) {
          next = Optional.of(new Rest(part, next));
        }
        goOn(run, next);
      }
      case Choice(var branches) -> choose(run, branches, rest.after());
      case Repeat(var part, var least, var most) when least == 0 && most == 1 ->
          choose(run, List.of(part, new Boundary(false)), rest.after());
      case Repeat(var part, var least, var most) when least == most && most <= LONGEST_REPEAT -> {
        var next = rest.after();
        for (var i = 0; i < least; i++) {
          next = Optional.of(new Rest(part, next));
        }
        goOn(run, next);
      }
      case Repeat(var part, _, _) -> {
        keep(run);
        walk(Run.open(), new Rest(part, Optional.empty()));
        goOn(Run.open(), rest.after());
      }
    }
  }

  private void goOn(Run run, Optional<Rest> rest) {
    rest.ifPresentOrElse(next -> walk(run, next), () -> keep(run));
  }

  /** Each branch continues the run, and is continued by what follows, unless there are too many. */
  private void choose(Run run, List<RegexTree> branches, Optional<Rest> after) {
    ways += branches.size();
    if (ways > MOST_WAYS) {
      keep(run);
      for (var branch : branches) {
        walk(Run.open(), new Rest(branch, Optional.empty()));
      }
      goOn(Run.open(), after);
      return;
    }
    for (var branch : branches) {
      walk(run.copy(), new Rest(branch, after));
    }
  }

  private void keep(Run run) {
    if (run.tellsDigitsApart() && !runs.contains(run)) {
      runs.add(run.copy());
    }
  }

  /** Whether the values of the digits of this shape can make a difference. */
  boolean tellsApart(Shape shape) {
    return runs.stream().anyMatch(run -> run.fits(shape));
  }
}
